# The conversation that logs a person in to Telegram. It is held in a terminal, in a Matrix room and on a page: so a text
# says what can be done, and the place says how (a button, a command).

# What is asked for.
telegram-login-ask-phone = Bitte geben Sie Ihre Telefonnummer mit der Landesvorwahl ein, etwa +49 170 1234567. Um sich als Bot anzumelden, geben Sie stattdessen dessen Token ein. Mit der Anmeldung erhält dieser Server vollen Zugriff auf das Telegram-Konto.
telegram-login-ask-token = Bitte geben Sie das Token des Bots ein, etwa 123456789:AA… Sie erhalten es in Telegram von @BotFather, mit /newbot oder /token.
telegram-login-ask-password = Ihr Konto ist durch die zweistufige Bestätigung geschützt. Bitte geben Sie deren Passwort ein. Es gilt genau so, wie Sie es eingeben, auch mit Leerzeichen.
# $hint is what the person has noted.
telegram-login-type-password = Ihr Konto ist durch die zweistufige Bestätigung geschützt. Bitte geben Sie deren Passwort ein. Es gilt genau so, wie Sie es eingeben, auch mit Leerzeichen. Ihr Hinweis: { $hint }
# $way, $form and $again are sentences from below.
telegram-login-type-code = { $way } { $form } { $again }
telegram-login-need-code = Sie können einen neuen Code für { $phone } anfordern oder eine andere Telefonnummer eingeben.
telegram-login-scan-qr = Öffnen Sie auf dem Telefon in Telegram die Einstellungen, dort „Geräte“ und „Desktop-Gerät koppeln“, und scannen Sie diesen QR-Code. Läuft er ab, wird er ersetzt.
telegram-login-qr-paused = Zurzeit wird kein QR-Code gezeigt. Sie können einen neuen anfordern oder Ihre Telefonnummer eingeben.

# While Telegram is being asked.
telegram-login-requesting-code = Telegram wird um einen Code gebeten …
telegram-login-checking-code = Telegram prüft den Code …
telegram-login-fetching-hint = Das Konto hat ein Passwort. Telegram wird nach dem Hinweis dazu gefragt …
telegram-login-checking-password = Telegram prüft das Passwort …
telegram-login-checking-token = Telegram prüft das Token …
telegram-login-preparing-qr = Telegram wird um einen QR-Code gebeten …
telegram-login-qr-scanned = Der QR-Code wurde gescannt. Telegram wird nach der Anmeldung gefragt …
telegram-login-still-asking = Telegram hat noch nicht geantwortet. Bitte warten Sie einen Augenblick oder brechen Sie ab.

# Where the code went.
telegram-code-way-app = Telegram hat einen Code an die Telegram-App von { $phone } geschickt, in den Chat „Telegram“.
telegram-code-way-sms = Telegram hat einen Code als SMS an { $phone } geschickt.
telegram-code-way-word = Telegram hat ein geheimes Wort als SMS an { $phone } geschickt.
telegram-code-way-words = Telegram hat einen geheimen Satz als SMS an { $phone } geschickt.
telegram-code-way-call = Telegram ruft { $phone } an, und eine Stimme sagt den Code an.
telegram-code-way-flash-call = Telegram ruft { $phone } an und legt sofort auf. Nehmen Sie nicht ab: Der Code ist die Nummer, die anruft. Sie sieht so aus: { $pattern }.
telegram-code-way-missed-call = Telegram ruft { $phone } an und legt sofort auf; die Nummer beginnt mit { $prefix }. Nehmen Sie nicht ab: Der Code ist das Ende dieser Nummer.
telegram-code-way-email = Telegram hat einen Code per E-Mail an { $address } geschickt.
telegram-code-way-fragment = Telegram hat einen Code für { $phone } an Fragment geschickt: { $url }
# What it looks like.
telegram-code-form = Bitte geben Sie ihn ein.
telegram-code-form-digits = Bitte geben Sie ihn ein; er hat { $length } { $length ->
        [one] Ziffer
       *[other] Ziffern
    }.
telegram-code-form-begins = Bitte geben Sie ein, was dort steht; es beginnt mit „{ $beginning }“.
telegram-code-form-caller = Bitte geben Sie diese Nummer ein.
telegram-code-form-caller-end = Bitte geben Sie { $length ->
        [one] ihre letzte Ziffer
       *[other] ihre letzten { $length } Ziffern
    } oder die ganze Nummer ein.
# Whether another can be had.
telegram-code-again-never = Einen anderen Weg bietet Telegram nicht an.
telegram-code-again-now = Ist nichts angekommen, können Sie ihn noch einmal anfordern: Dann kommt er { $next }.
telegram-code-again-later = Kommt nichts an, können Sie ihn in { $span } noch einmal anfordern: Dann kommt er { $next }.
telegram-code-next-sms = als SMS
telegram-code-next-call = durch einen Anruf, bei dem ihn eine Stimme ansagt
telegram-code-next-flash-call = durch einen Anruf, der sofort endet und dessen Nummer der Code ist
telegram-code-next-missed-call = durch einen Anruf, der sofort endet und dessen letzte Ziffern der Code sind
telegram-code-next-fragment = über Fragment

# What was typed is not what was asked for.
telegram-login-not-a-phone = Das ist weder eine Telefonnummer noch ein Bot-Token. Bitte geben Sie die Nummer mit der Landesvorwahl ein, etwa +49 170 1234567.
telegram-login-no-country = Es fehlt die Landesvorwahl; so ist nicht zu erkennen, in welches Land diese Nummer gehört. Bitte beginnen Sie mit + und der Vorwahl, etwa +49 für Deutschland oder +43 für Österreich: +49 170 1234567.
telegram-login-not-a-token = Das ist weder ein Bot-Token noch eine Telefonnummer. Ein Token besteht aus der Nummer des Bots, einem Doppelpunkt und 35 Buchstaben und Ziffern, etwa 123456789:AA… Bitte kopieren Sie es vollständig von @BotFather.
telegram-login-code-not-digits = Der Code besteht aus Ziffern. Bitte geben Sie ihn noch einmal ein; Leerzeichen und Striche stören nicht.
telegram-login-code-length = Der Code hat { $length } { $length ->
        [one] Ziffer
       *[other] Ziffern
    }, Ihre Eingabe nicht. Bitte sehen Sie noch einmal nach. An Telegram ging sie nicht.
telegram-login-code-empty = Es wurde kein Code eingegeben. Bitte geben Sie den Code ein, den Telegram geschickt hat.
telegram-login-password-empty = Es wurde kein Passwort eingegeben. Bitte geben Sie das Passwort Ihrer zweistufigen Bestätigung ein.
telegram-login-nothing-to-resend = Noch gibt es nichts, was noch einmal geschickt werden könnte. Bitte geben Sie zuerst ein, wonach gefragt wurde.
telegram-login-resend-too-early = Telegram schickt den Code frühestens in { $span } noch einmal. Bitte warten Sie bis dahin auf den ersten.
telegram-login-type-again = Postern wurde neu gestartet, bevor die Antwort von Telegram kam. Bitte geben Sie es noch einmal ein; alles andere ist erhalten.

# What Telegram said.
telegram-login-phone-invalid = Für Telegram ist das keine gültige Telefonnummer. Bitte prüfen Sie Landesvorwahl und Ziffern, und geben Sie sie noch einmal ein.
telegram-login-phone-banned = Telegram hat diese Telefonnummer gesperrt. Ist das ein Irrtum, schreiben Sie an recover@telegram.org. Oder geben Sie eine andere Nummer ein.
telegram-login-phone-flood = Für diese Telefonnummer gab es zu viele Anfragen. Telegram hat sie für einige Zeit gesperrt, meist für einen Tag. Bitte versuchen Sie es morgen wieder, oder geben Sie eine andere Nummer ein.
telegram-login-flood = Telegram bittet um Geduld. Bitte versuchen Sie es in { $span } wieder; frühere Versuche würden die Wartezeit nur verlängern.
telegram-login-sign-up-first = Zu dieser Telefonnummer gibt es kein Telegram-Konto. Bitte registrieren Sie sich zuerst in der Telegram-App auf einem Telefon, denn nur dort erlaubt Telegram es; geben Sie die Nummer danach noch einmal ein.
telegram-login-too-many-tries = Für diese Telefonnummer gab es zu viele falsche Codes oder Passwörter. Telegram hat Anmeldungen für einige Zeit gesperrt, meist für einen Tag. Bitte versuchen Sie es morgen wieder, oder geben Sie eine andere Nummer ein.
telegram-login-phone-protected = Telegram schützt diese Telefonnummer durch ein Passwort und nimmt keinen Code an. Bitte melden Sie sich mit einem QR-Code an, oder geben Sie eine andere Nummer ein.
telegram-login-app-forbidden = Mit dieser Telefonnummer lässt Telegram nur seine eigenen Programme zu. Bitte nehmen Sie eine andere Nummer oder einen Bot.
telegram-login-app-too-old = Telegram verlangt für dieses Konto ein neueres Programm. Bitte sagen Sie der Betreiberin oder dem Betreiber dieses Servers, dass er aktualisiert werden muss, oder versuchen Sie es mit einem QR-Code.
telegram-login-api-id-invalid = Telegram kennt die App-ID dieses Servers nicht. Wer ihn betreibt, muss api_id und api_hash prüfen: Sie stehen auf my.telegram.org unter „API development tools“. Danach beginnen Sie bitte von vorn.
telegram-login-api-id-flood = Telegram nimmt die App-ID dieses Servers nicht mehr an, weil sie öffentlich bekannt wurde. Wer ihn betreibt, muss auf my.telegram.org eine eigene App anlegen. Danach beginnen Sie bitte von vorn.
telegram-login-code-wrong = Dieser Code ist falsch. Bitte sehen Sie noch einmal nach, und geben Sie ihn erneut ein.
telegram-login-code-expired = Dieser Code ist abgelaufen. Sie können einen neuen anfordern oder eine andere Telefonnummer eingeben.
telegram-login-code-forgotten = Telegram hat diesen Code vergessen. Sie können einen neuen anfordern oder eine andere Telefonnummer eingeben.
telegram-login-resend-unavailable = Telegram bietet keinen anderen Weg für den Code an. Bitte suchen Sie ihn in der Telegram-App im Chat „Telegram“, auch auf Ihren anderen Geräten.
telegram-login-payment-required = Telegram verlangt für den Code an diese Telefonnummer Geld, und das kann nur die eigene App regeln. Bitte melden Sie sich dort an, und kommen Sie dann wieder: Der Code kommt dann in der App an.
telegram-login-email-required = Telegram verlangt für dieses Konto eine E-Mail-Adresse, bevor es einen Code schickt, und das kann nur die eigene App regeln. Bitte melden Sie sich dort an, und kommen Sie dann wieder.
telegram-login-sign-in-failed = Telegram konnte die Anmeldung nicht abschließen und hat keinen Grund genannt. Bitte versuchen Sie es noch einmal.
telegram-login-password-wrong = Dieses Passwort ist falsch. Gemeint ist das der zweistufigen Bestätigung von Telegram, nicht der Code. Bitte versuchen Sie es noch einmal; haben Sie es vergessen, kann die Telegram-App es zurücksetzen.
telegram-login-password-changed = Das Passwort wurde gerade eben geändert. Gebraucht wird das neue.
telegram-login-password-again = Telegram hat den Nachweis des Passworts nicht angenommen, obwohl es richtig sein kann. Bitte geben Sie das Passwort noch einmal ein.
telegram-login-password-unreadable = Telegram prüft dieses Passwort auf eine Weise, die dieses Programm noch nicht kennt. Bitte sagen Sie der Betreiberin oder dem Betreiber dieses Servers, dass er aktualisiert werden muss.
telegram-login-token-wrong = Telegram kennt dieses Bot-Token nicht. Bitte kopieren Sie es vollständig von @BotFather, mit /token.
telegram-login-token-expired = Dieses Bot-Token wurde durch ein neueres ersetzt. Bitte holen Sie es sich von @BotFather, mit /token.
telegram-login-bot-cannot = Diese Verbindung gehört einem Bot, und Bots erlaubt Telegram das nicht. Bitte beginnen Sie eine neue Anmeldung.
telegram-login-bot-refused = Telegram lehnt diesen Bot ab. Bitte sehen Sie bei @BotFather nach, oder nehmen Sie einen anderen.
telegram-login-begin-again = Telegram möchte, dass die Anmeldung neu begonnen wird. An Ihrer Eingabe lag es nicht: Bitte versuchen Sie es noch einmal.
telegram-login-moved-too-often = Telegram hat uns ohne Ende von einem Rechenzentrum zum nächsten geschickt. Bitte versuchen Sie es in einigen Minuten wieder.
telegram-login-forgotten = Telegram hat diese Anmeldung vergessen, sie muss neu begonnen werden. Bitte geben Sie ein, wonach am Anfang gefragt wurde.
telegram-login-revoked = Die Anmeldung wurde von einem anderen Gerät aus beendet, in Telegram unter Einstellungen, Geräte. Waren Sie das nicht, ändern Sie dort Ihr Passwort. Bitte beginnen Sie eine neue Anmeldung.
telegram-login-account-banned = Telegram hat dieses Konto gesperrt. Ist das ein Irrtum, schreiben Sie an recover@telegram.org.
telegram-login-account-deleted = Dieses Telegram-Konto wurde gelöscht. Bitte registrieren Sie sich zuerst in der Telegram-App, oder melden Sie sich bei einem anderen Konto an.
telegram-login-unknown = Telegram hat „{ $name }“ ({ $code }) geantwortet, wofür es hier keine Worte gibt. Nichts ist verloren: Sie können es noch einmal versuchen oder abbrechen.
telegram-login-timed-out = Telegram hat nicht rechtzeitig geantwortet. Nichts ist verloren: Sie können es noch einmal versuchen oder abbrechen.
telegram-login-connection-lost = Die Verbindung zu Telegram ist abgerissen. Nichts ist verloren: Sie können es noch einmal versuchen oder abbrechen.
telegram-login-connection-refused = Unter der Adresse von Telegram antwortet nichts: Die Verbindung wurde abgelehnt. Vielleicht ist eine Firewall im Weg, oder auf diesem Server ist eine andere Adresse eingestellt als die von Telegram. Nichts ist verloren: Sie können es noch einmal versuchen oder abbrechen.
telegram-login-no-route = Von diesem Server führt kein Weg zu Telegram. Vielleicht ist er offline, oder sein Netz lässt ihn nicht hinaus; dann kann ein Proxy helfen. Nichts ist verloren: Sie können es noch einmal versuchen oder abbrechen.
telegram-login-no-name = Der Proxy, über den dieser Server Telegram erreicht, hat keine Adresse: Sein Name ist falsch, oder kein Namensserver antwortet. Darum muss sich kümmern, wer den Server betreibt. Nichts ist verloren: Sie können es noch einmal versuchen oder abbrechen.
telegram-login-proxy-refuses = Der Proxy, über den dieser Server Telegram erreicht, lässt ihn nicht durch: Er ist nicht da, lehnt Name und Passwort ab oder erreicht Telegram selbst nicht. Darum muss sich kümmern, wer den Server betreibt. Nichts ist verloren: Sie können es noch einmal versuchen oder abbrechen.
telegram-login-other-keys = Wer unter der Adresse von Telegram antwortet, hat sich nicht als Telegram ausgewiesen: Die Schlüssel sind andere als die, denen dieser Server vertraut. Es wurde nichts dorthin gesendet. Wer den Server betreibt, muss sich die eingestellte Adresse und die Schlüsseldatei ansehen. Sie können es noch einmal versuchen oder abbrechen.

# How it ended.
telegram-login-done = Sie sind bei Telegram als { $name } angemeldet.
telegram-login-done-bot = Postern ist bei Telegram als der Bot { $name } angemeldet.
telegram-login-cancelled = Die Anmeldung ist abgebrochen.
telegram-login-logged-out-again = Die Anmeldung ist abgebrochen. Telegram hatte sie im selben Augenblick angenommen; das wird rückgängig gemacht.
telegram-login-too-late = Diese Anmeldung hat länger als eine halbe Stunde gedauert und ist deshalb beendet. Bitte beginnen Sie eine neue.
telegram-login-ended = Diese Anmeldung ist beendet. Sie können eine neue beginnen.

# Lengths of time, as they stand after “in”.
telegram-span-days = { $days ->
        [one] 1 Tag
       *[other] { $days } Tagen
    }
telegram-span-days-hours = { $days ->
        [one] 1 Tag
       *[other] { $days } Tagen
    } { $hours ->
        [one] 1 Stunde
       *[other] { $hours } Stunden
    }
telegram-span-hours = { $hours ->
        [one] 1 Stunde
       *[other] { $hours } Stunden
    }
telegram-span-hours-minutes = { $hours ->
        [one] 1 Stunde
       *[other] { $hours } Stunden
    } { $minutes ->
        [one] 1 Minute
       *[other] { $minutes } Minuten
    }
telegram-span-minutes = { $minutes ->
        [one] 1 Minute
       *[other] { $minutes } Minuten
    }
telegram-span-minutes-seconds = { $minutes ->
        [one] 1 Minute
       *[other] { $minutes } Minuten
    } { $seconds ->
        [one] 1 Sekunde
       *[other] { $seconds } Sekunden
    }
telegram-span-seconds = { $seconds ->
        [one] 1 Sekunde
       *[other] { $seconds } Sekunden
    }
