//! Personas, a moved clock and real servers for tests.
