# Texts on pages. Keys begin with the page they stand on (sign-in-…, account-…); what stands on several
# begins with common-. Every key is in every locale, with the same variables: tests hold it.

common-yes = Yes
common-no = No
common-save = Save
common-cancel = Cancel
common-back = Back
common-continue = Continue
common-remove = Remove
common-close = Close
common-search = Search
common-sign-in = Sign in
common-sign-out = Sign out
common-user-name = User name
common-password = Password
common-code = Code
