# What the bot answers whoever writes to it or presses a button.

bot-answer = Dieses Konto von { $title } versendet nur Codes und Mitteilungen; was hierher geschrieben wird, liest niemand. Ihre Einstellungen: { $url }

bot-help =
    { $title } schickt Ihre Codes und Mitteilungen hierher. Sie können schreiben:
    /stop: hierher keine Mitteilungen mehr; Codes kommen weiterhin an.
    /start: Mitteilungen kommen hier wieder an.
    /help: dieser Text.
    Alles andere finden Sie unter { $url }
bot-greeting =
    Guten Tag. { $title } schickt Codes und Mitteilungen hierher, aber dieses Konto ist noch mit niemandem verknüpft.
    Um es mit Ihrem zu verknüpfen, melden Sie sich unter { $url } an und wählen Sie „Konto verknüpfen“.
bot-unmuted = { $title } schickt Mitteilungen hierher. Um das zu beenden, schreiben Sie /stop
bot-muted =
    Ab jetzt schickt { $title } keine Mitteilungen mehr hierher. Codes kommen weiterhin an; und wenn Sie kein anderes Konto haben, auch Warnungen zu Ihrem Konto.
    Um wieder Mitteilungen zu bekommen, schreiben Sie /start
bot-nothing-to-mute = Dieses Konto ist bei { $title } mit niemandem verknüpft, also kommen hier keine Mitteilungen an.

# Links by which an account is linked without typing.
bot-linked =
    Verknüpft: Dieses Konto gehört jetzt zum Benutzer { $name } bei { $title } ({ $url }). Nachrichten und Codes für diesen Benutzer kommen hier an.
    Wenn Sie nicht dieser Benutzer sind, hat Ihnen jemand anderes den Link geschickt. Drücken Sie dann den Knopf, und es wird rückgängig gemacht.
bot-unlink-button = Das war ich nicht: trennen
bot-linked-already = Dieses Konto ist bei { $title } schon mit Ihnen verknüpft. Es ist nichts zu tun.
bot-too-many = Sie haben bei { $title } so viele Konten verknüpft, wie man haben kann. Trennen Sie unter { $url } eines und versuchen Sie es noch einmal.
bot-link-over = Dieser Link gilt nicht mehr: Er wurde schon verwendet oder ist älter als zehn Minuten. Melden Sie sich unter { $url } an und wählen Sie „Konto verknüpfen“, um einen neuen zu bekommen.
bot-session-over = Sie sind bei { $title } nicht mehr so angemeldet wie zu der Zeit, als Sie um diesen Link gebeten haben. Melden Sie sich unter { $url } an und wählen Sie „Konto verknüpfen“, um einen neuen zu bekommen.

# "This was not me."
bot-disowned = Erledigt: Alle Ihre Sitzungen bei { $title } sind beendet. Vielleicht kennt jemand Ihr Passwort. Melden Sie sich an und ändern Sie es jetzt: { $url }
bot-disowned-unlinked = Erledigt: Das Konto ist getrennt, und alle Ihre Sitzungen bei { $title } sind beendet. Vielleicht kennt jemand Ihr Passwort. Melden Sie sich an und ändern Sie es jetzt: { $url }
bot-unlinked = Rückgängig gemacht: Dieses Konto ist bei { $title } nicht mehr mit { $name } verknüpft. Nichts für diesen Benutzer kommt hier mehr an.
bot-button-over = Dieser Knopf gilt nicht mehr: Er ist älter als 7 Tage oder wurde schon verwendet. Ihre Sitzungen beenden und Konten trennen können Sie unter { $url }

bot-trouble = Das ging gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal.
