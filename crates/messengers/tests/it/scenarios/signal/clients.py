"""Drives the clients that others wrote for signal-cli-rest-api: argv are its address and the number of its account.

Each line that comes in is an order, each line that goes out what became of it, both as JSON.
"""

import json
import sys

import apprise
from pysignalclirestapi import SignalCliRestApi
from pysignalclirestapi.api import SignalCliRestApiError

URL, NUMBER = sys.argv[1:3]


def apprises(to, words, style):
    """Sends with Apprise, whose addresses name the host without a scheme."""
    host = URL.removeprefix("https://")
    notifier = apprise.Apprise()
    notifier.add(f"signals://{host}/{NUMBER}/{to}?format={style}")
    return bool(notifier.notify(body=words, body_format=style))


def sends(to, words, style):
    try:
        return CLIENT.send_message(words, [to], text_mode=style)
    except SignalCliRestApiError as error:
        return {"error": str(error)}


CLIENT = SignalCliRestApi(URL, NUMBER)
ORDERS = {
    "about": CLIENT.about,
    "accounts": CLIENT.list_accounts,
    "apprise": apprises,
    "mode": CLIENT.mode,
    "receive": lambda most: CLIENT.receive(max_messages=most, timeout=30),
    "search": CLIENT.search,
    "send": sends,
}

for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps(ORDERS[name](*arguments)), flush=True)
