# What is wrong with what somebody typed.

# Handles. $detail is the part at fault.
handle-fault-empty = Bitte geben Sie den Namen des Kontos ein.
handle-fault-no-at = Es fehlt ein @: „{ $detail }“
handle-fault-bad-part = Dieser Teil kann nicht stimmen: „{ $detail }“
handle-fault-resource = Bitte lassen Sie den Teil nach dem Schrägstrich weg: „{ $detail }“
handle-fault-discord-name = Ein Name bei Discord hat 2 bis 32 Kleinbuchstaben ohne Umlaute, Ziffern, Punkte und Unterstriche: „{ $detail }“ kann keiner sein. Ihrer steht in Discord unter „Benutzereinstellungen“, „Mein Konto“. Wie Sie auf einem Server heißen, zählt nicht.
handle-fault-matrix-id = Ein Konto bei Matrix sieht so aus: @alice:example.org. „{ $detail }“ kann keines sein. Ihres steht in Ihrer Matrix-App unter „Einstellungen“.
handle-fault-telegram-name = Ein Name bei Telegram hat 5 bis 32 Buchstaben ohne Umlaute, Ziffern und Unterstriche und beginnt mit einem Buchstaben: „{ $detail }“ kann keiner sein. Ihrer steht in Telegram unter „Einstellungen“ und beginnt mit @.
handle-fault-telegram-phone = „{ $detail }“ ist keine vollständige Telefonnummer. Bitte beginnen Sie mit + und der Landesvorwahl: +49 170 1234567
handle-fault-telegram-bot-phone = Der Bot kann niemanden über die Telefonnummer finden. Bitte geben Sie Ihren Namen bei Telegram ein; er beginnt mit @.
handle-fault-telegram-invitation = Das ist eine Einladung in eine Gruppe: „{ $detail }“. Bitte geben Sie den Namen eines Kontos ein.
handle-fault-webhook-address = Die Adresse eines Webhooks beginnt mit https:// und enthält keinen Namen, kein Passwort und kein #.
handle-fault-email-address = Das kann keine E-Mail-Adresse sein: „{ $detail }“. So sieht eine aus: alice@example.org.
handle-fault-signal-name = Das kann weder eine Telefonnummer noch ein Name bei Signal sein: „{ $detail }“. Eine Nummer beginnt mit + und der Landesvorwahl (+49 170 1234567), ein Name endet mit einem Punkt und Ziffern (alice.42).
handle-fault-ntfy-topic = Ein Topic hat 1 bis 64 Buchstaben ohne Umlaute, Ziffern, Binde- und Unterstriche: „{ $detail }“ kann keines sein. Bitte geben Sie nur das Topic ein, ohne den Server.
handle-fault-pushover-key = Ein Benutzerschlüssel hat 30 Buchstaben und Ziffern. Ihrer steht auf der ersten Seite von pushover.net, wenn Sie dort angemeldet sind.
handle-fault-zulip-person = „{ $detail }“ ist weder eine E-Mail-Adresse noch eine Benutzer-ID. Bitte geben Sie die E-Mail-Adresse ein, die Sie bei Zulip verwenden, oder die Benutzer-ID aus Ihrem Profil dort.
handle-fault-slack-webhook = Das ist keine Adresse eines eingehenden Webhooks. Sie beginnt mit https://hooks.slack.com/services/ und hat drei weitere Teile; Slack zeigt sie, wenn der Webhook angelegt wird.
handle-fault-slack-member = „{ $detail }“ ist weder eine E-Mail-Adresse noch eine Mitglieds-ID. Bitte geben Sie die E-Mail-Adresse ein, die Sie bei Slack verwenden, oder Ihre Mitglieds-ID (U…): Sie steht in Ihrem Profil dort, hinter den drei Punkten.
handle-fault-callmebot-address = Das ist keine Adresse von CallMeBot für Nachrichten. Bitte fügen Sie die ganze Adresse ein, die Ihnen der Bot geschickt hat: Sie beginnt mit https://api.callmebot.com/ und enthält Ihre Nummer oder Ihren Namen und Ihren Schlüssel.
handle-fault-too-long = Das ist zu lang für den Namen eines Kontos.

# Passwords: the missing parts follow each other in a list.
password-fault-too-short = mindestens { $count } { $count ->
        [one] Zeichen
       *[other] Zeichen
    }
password-fault-too-long = höchstens { $count } { $count ->
        [one] Zeichen
       *[other] Zeichen
    }
password-fault-upper = mindestens { $count } { $count ->
        [one] Großbuchstabe
       *[other] Großbuchstaben
    }
password-fault-lower = mindestens { $count } { $count ->
        [one] Kleinbuchstabe
       *[other] Kleinbuchstaben
    }
password-fault-numeric = mindestens { $count } { $count ->
        [one] Ziffer
       *[other] Ziffern
    }
password-fault-nonalpha = mindestens { $count } Zeichen, { $count ->
        [one] das
       *[other] die
    } weder Buchstabe noch Ziffer { $count ->
        [one] ist
       *[other] sind
    }

# Texts to be sent.
text-fault-empty = Bitte schreiben Sie etwas.
text-fault-too-long = Der Text hat { $count } Zeichen; höchstens 4000 können gesendet werden.

# User names.
user-name-fault-empty = Ein Benutzername fehlt.
user-name-fault-too-long = Ein Benutzername hat höchstens 64 Zeichen.
user-name-fault-bad-character = Ein Benutzername enthält keine Zeilenumbrüche, Steuerzeichen oder Schrägstriche.
