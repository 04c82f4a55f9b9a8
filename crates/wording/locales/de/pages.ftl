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
