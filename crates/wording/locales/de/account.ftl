# Texts of the account pages; see pages.ftl.
