# Texts on pages. Keys begin with the page they stand on (sign-in-…, account-…); what stands on several
# begins with common-. Every key is in every locale, with the same variables: tests hold it.

common-yes = Ja
common-no = Nein
common-save = Speichern
common-cancel = Abbrechen
common-back = Zurück
common-continue = Weiter
common-remove = Entfernen
common-close = Schließen
common-search = Suchen
common-sign-in = Anmelden
common-sign-out = Abmelden
common-user-name = Benutzername
common-password = Passwort
common-code = Code

common-seconds = { $count } { $count ->
        [one] Sekunde
       *[other] Sekunden
    }
common-minutes = { $count } { $count ->
        [one] Minute
       *[other] Minuten
    }
common-hours = { $count } { $count ->
        [one] Stunde
       *[other] Stunden
    }

# Der Rahmen um jede Seite.
frame-skip = Zum Inhalt
frame-places = Bereiche
frame-account = Mein Konto
frame-users = Benutzer
frame-reports = Berichte
frame-deliveries = Zustellungen
frame-server = Server

# Hinweise: was gerade geschehen ist.
note-signed-out = Sie sind abgemeldet.
note-begin-anew = Diese Anmeldung ist vorbei oder hat zu lange gedauert. Bitte melden Sie sich erneut an.

# Seiten, die sagen, was schiefging.
fault-home = Zum Anfang
fault-forbidden-heading = Diese Seite ist nicht für Sie
fault-forbidden-text = Ihre Rolle umfasst diese Seite nicht. Ein Administrator kann Ihre Rolle ändern.
fault-missing-heading = Hier ist nichts
fault-missing-text = Vielleicht ist die Adresse vertippt, oder was hier war, ist nicht mehr da.

# Anmelden.
sign-in-wrong = Kein Benutzer hat diesen Namen und dieses Passwort. Bitte prüfen Sie beides.
sign-in-locked = Ihr Konto ist gesperrt. Ein Administrator kann es entsperren.
sign-in-wait = Das waren zu viele Versuche. Bitte warten Sie { $span } und versuchen Sie es dann erneut.

# Der zweite Faktor.
factor-title = Noch ein Schritt
factor-heading = Noch ein Schritt, { $name }
factor-question = Wie stellen wir sicher, dass Sie es sind?
factor-none-up = Keiner Ihrer Messenger ist von hier aus gerade erreichbar, daher kann kein Code gesendet werden.
factor-none-up-backup = Sie können sich mit einem Ihrer Ersatzcodes anmelden.
factor-none-up-wait = Bitte versuchen Sie es in einigen Minuten erneut, oder fragen Sie einen Administrator.
factor-unfit = An Ihre Konten können keine Codes mehr gesendet werden: Ihre Messenger sind hier für Codes nicht vertraulich genug.
factor-unfit-ask = Bitte lassen Sie einen Administrator Ihren zweiten Faktor zurücksetzen.
factor-way-down = nicht verbunden
factor-backup = Ersatzcode
factor-backup-left = noch { $count }
factor-backup-label = Einer Ihrer Ersatzcodes
factor-backup-hint = Sie haben zehn davon gedruckt oder gespeichert, als Sie den zweiten Faktor einrichteten. Jeder gilt einmal.
factor-code-label = Der Code von { $provider }
factor-begin-anew = Als jemand anderes anmelden

# Ein angeforderter Code. $handle ist gekürzt; # steht für eine Zeit, die abläuft.
code-state-sending = Der Code ist unterwegs ({ $handle }).
code-state-later = Der Code konnte noch nicht an { $handle } gesendet werden ({ $why }). Wir versuchen es weiter.
code-state-join = { $handle } wurde auf unserem { $provider }-Server nicht gefunden. Bitte treten Sie ihm mit der Schaltfläche unten bei. Diese Seite geht von selbst weiter, sobald Sie dort sind.
code-state-join-where = { $handle } wurde auf unserem { $provider }-Server nicht gefunden. Bitte fragen Sie einen Administrator, wie Sie ihm beitreten. Diese Seite geht von selbst weiter, sobald Sie dort sind.
code-state-invited = Wir haben { $handle } bei { $provider } zu einem Chat eingeladen. Bitte nehmen Sie die Einladung dort an. Der Code kommt, sobald Sie beigetreten sind; diese Seite geht von selbst weiter.
code-join = Unserem { $provider }-Server beitreten
code-state-write = { $provider } sagt uns erst, wer { $handle } hat, wenn Sie uns geschrieben haben. Bitte senden Sie uns mit der Schaltfläche unten irgendeine Nachricht, oder geben Sie stattdessen Ihren Benutzernamen an. Diese Seite geht kurz danach von selbst weiter.
code-write = Uns bei { $provider } schreiben
code-state-sent = Gesendet ({ $handle }).
code-state-delivered = Gesendet und zugestellt ({ $handle }).
code-state-failed = Der Code konnte { $handle } nicht zugestellt werden: { $why }. Bitte wählen Sie einen anderen Weg.
code-state-expired = Der Code wurde nicht rechtzeitig gesendet. Bitte fordern Sie einen neuen an.
code-state-run-out = Dieser Code ist abgelaufen. Bitte fordern Sie einen neuen an.
code-works = Er gilt fünf Minuten.
code-works-for = Er gilt noch #.
code-again = Erneut senden
code-again-in = Erneut senden in #
code-look-again = Nachsehen, ob er angekommen ist
code-digits = { $count } Ziffern
code-wrong = Das ist nicht der Code, oder er gilt nicht mehr. Bitte sehen Sie in der neuesten Nachricht nach, oder lassen Sie ihn erneut senden.
code-exhausted = Das waren zu viele falsche Codes. Bitte beginnen Sie von vorn.
code-wait = Der nächste Code kann in { $span } gesendet werden.
code-wait-guesses = Das waren zu viele falsche Codes. Bitte warten Sie { $span } und versuchen Sie es dann erneut.
code-no-more = Das waren { $count } falsche Codes nacheinander, daher wird von hier kein Code mehr angenommen. Bitte nehmen Sie einen Ersatzcode, melden Sie sich dort an, wo Sie es schon einmal getan haben, oder bitten Sie einen Administrator, Ihnen ein neues Passwort zu geben.
code-not-connected = Dieser Messenger ist von hier aus gerade nicht erreichbar, daher wurde nichts gesendet. Bitte wählen Sie einen anderen Weg.
code-no-such-way = Dorthin können keine Codes gesendet werden. Bitte wählen Sie einen anderen Weg.
backup-code-wrong = Das ist keiner Ihrer Ersatzcodes, oder er wurde schon benutzt.
