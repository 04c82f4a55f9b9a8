//! Which versions of Matrix we speak.

use std::borrow::Cow;
use std::sync::LazyLock;

use ruma::api::path_builder::{PathBuilder, SinglePath, VersionHistory};
use ruma::api::{MatrixVersion, SupportedVersions};

/// The version that a homeserver must speak at least: from it on, files are fetched with a token.
pub(crate) const OLDEST: MatrixVersion = MatrixVersion::V1_11;

static SPOKEN: LazyLock<SupportedVersions> = LazyLock::new(|| SupportedVersions {
    versions: [MatrixVersion::V1_1, OLDEST].into(),
    features: [].into(),
});

/// An endpoint whose path we can choose.
pub trait Versioned: PathBuilder {
    /// What its path is chosen by.
    fn versions() -> Self::Input<'static>;
}

impl Versioned for VersionHistory {
    fn versions() -> Cow<'static, SupportedVersions> {
        Cow::Borrowed(&SPOKEN)
    }
}

impl Versioned for SinglePath {
    fn versions() {}
}
