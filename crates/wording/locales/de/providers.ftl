# What a handle is at each kind of provider, and where people find theirs.

handle-help-xmpp = Ihre XMPP-Adresse (JID), auf irgendeinem Server.
handle-help-telegram = Ihr @Name aus den Einstellungen von Telegram oder Ihre Nummer (ID).
handle-help-discord = Ihr Benutzername, wie er im Profil unter Ihrem Anzeigenamen steht.
handle-help-matrix = Ihre ganze Matrix-ID: @name:server.
handle-help-ntfy = Ein Thema, das nur Sie lesen können: mit Anmeldung. Wählen Sie es in der ntfy-App.
handle-help-pushover = Ihr Benutzerschlüssel, den pushover.net nach der Anmeldung zeigt.
handle-help-zulip = Die E-Mail-Adresse, mit der Sie sich in unserem Zulip anmelden, oder Ihre Benutzernummer.
handle-help-slack = Ihre E-Mail-Adresse oder Mitglieds-ID in unserem Slack; oder die Adresse eines eingehenden Webhooks.
handle-help-callmebot = Die ganze Adresse, die CallMeBot Ihnen geschickt hat, mit Ihrem Schlüssel darin.
handle-help-email = Ihre E-Mail-Adresse. Dorthin kommen Benachrichtigungen, aber keine Codes zum Anmelden.
handle-help-webhook = Eine https-Adresse von Ihnen, die signierte Nachrichten annimmt.
handle-help-signal = Ihr Signal-Benutzername oder Ihre Telefonnummer mit Ländervorwahl.

# Verweise auf das, was jemand vielleicht zuerst braucht.
handle-link-discord = Noch nicht auf unserem Server? Treten Sie zuerst bei.
handle-link-signal = Mit einer Telefonnummer: Schreiben Sie uns zuerst, irgendeine Nachricht genügt.
handle-link-ntfy = So bekommen Sie ein Thema
