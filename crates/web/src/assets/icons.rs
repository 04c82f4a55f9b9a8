//! How providers look: their drawings in one SVG, their colours in one style sheet, both made from their icons.

use domain::provider::Icon;

/// The mark of a provider that is configured no more.
const NOBODY: &str = r#"<path d="M4 5h16v11H11l-5 4v-4H4z" fill="currentColor" fill-opacity=".18" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>"#;

/// All drawings, each under the name of its icon: pages show `providers.svg#xmpp`.
pub(super) fn drawings(icons: &[Icon]) -> String {
    let symbol = |name: &str, drawing: &str| {
        format!(r#"<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>"#)
    };
    let all = icons.iter().map(|icon| symbol(icon.name, icon.drawing));
    let all: String = all.chain([symbol("speech", NOBODY)]).collect();
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg">{all}</svg>"#)
}

/// The colour of each icon, as `--hue` of the class with its name.
pub(super) fn colours(icons: &[Icon]) -> String {
    let rule = |icon: &Icon| {
        let Icon {
            name,
            on_light,
            on_dark,
            ..
        } = icon;
        format!(
            ".provider.{name}, .mark.{name}, .bubble.{name} {{ --hue: light-dark({on_light}, {on_dark}); }}\n"
        )
    };
    icons.iter().map(rule).collect()
}
