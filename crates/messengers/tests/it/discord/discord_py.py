"""Drives discord.py against the fake server: argv is its address, the token, and the ids of alice, bob and mallory."""

import asyncio
import json
import sys

import discord
import yarl

site, token = sys.argv[1:3]
alice, bob, mallory = map(int, sys.argv[3:6])
discord.http.Route.BASE = f"{site}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(
    site.replace("https://", "wss://") + "/gateway"
)


def say(event, **rest):
    print(json.dumps({"event": event, **rest}), flush=True)


class Undo(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="This was not me", custom_id="not-me")
    async def press(self, interaction, button):
        await interaction.response.edit_message(content="done", view=None)
        say("pressed", user=str(interaction.user))

    async def on_error(self, interaction, error, item):
        say("failed", why=repr(error))


class Bot(discord.Client):
    is_done = False

    async def on_ready(self):
        if self.is_done:
            say("ready again")
            return
        self.is_done = True
        try:
            await self.try_all()
        except Exception as error:
            say("failed", why=repr(error))

    async def try_all(self):
        guild = self.guilds[0]
        say("ready", user=str(self.user), guilds=[guild.name for guild in self.guilds])
        # More than the bucket holds: discord.py waits as the headers say, without a 429.
        for _ in range(4):
            found = await self.search(guild, "ali")
        say("found", names=[str(member) for member in found])
        say(
            "refused",
            codes=[
                await self.refusal(mallory),
                await self.refusal(bob),
                await self.refusal(99999999999999999),
            ],
        )
        user = await self.fetch_user(alice)
        first = await user.send("A new sign-in.", view=Undo(), nonce="same", suppress_embeds=True)
        second = await user.send("A new sign-in.", view=Undo(), nonce="same", suppress_embeds=True)
        assert first.flags.suppress_embeds and isinstance(first.channel, discord.DMChannel)
        say("sent", id=str(first.id), same=first.id == second.id)

    async def search(self, guild, query):
        route = discord.http.Route("GET", "/guilds/{guild_id}/members/search", guild_id=guild.id)
        found = await self.http.request(route, params={"query": query, "limit": 100})
        return [discord.Member(data=member, guild=guild, state=self._connection) for member in found]

    async def refusal(self, person):
        try:
            user = await self.fetch_user(person)
            await user.send("hi")
        except discord.HTTPException as error:
            return error.code

    async def on_message(self, message):
        if message.author != self.user:
            say("heard", text=message.content)

    async def on_resumed(self):
        say("resumed")

    async def on_member_join(self, member):
        say("joined", user=str(member))


async def main():
    intents = discord.Intents.default()
    intents.members = True
    bot = Bot(intents=intents, chunk_guilds_at_startup=False)
    try:
        await bot.start(token)
    except discord.ConnectionClosed as error:
        say("ended", code=error.code)
    except discord.LoginFailure:
        say("ended", code=4004)
    finally:
        await bot.close()


asyncio.run(main())
