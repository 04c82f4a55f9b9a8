# Texts of the admin pages; see pages.ftl.
