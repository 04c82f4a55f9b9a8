//! What Postern says: (kind, locale) to text.
