//! Verbs: one flow, one file, one transaction.
