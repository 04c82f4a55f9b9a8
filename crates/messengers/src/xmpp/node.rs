//! What the server sends, as small trees of bounded size.
//!
//! Strangers write part of it, so depth, breadth and length have limits; what goes beyond them is left out and
//! costs no memory. Nothing that Postern reads from XMPP comes near them.

use xso::error::{Error, FromEventsError};
use xso::exports::rxml::{AttrMap, Event, Namespace, QName};
use xso::{Context, FromEventsBuilder, FromXml};

/// How deep a stanza is read; the stanza itself is level 1.
const DEEPEST: usize = 5;
/// How many children of one element are read.
const MOST_CHILDREN: usize = 64;
/// How much text of one element is read, in bytes.
const LONGEST_TEXT: usize = 16_384;

/// One element.
#[derive(Debug)]
pub(super) struct Node {
    name: QName,
    attributes: AttrMap,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// The local name.
    pub(super) fn name(&self) -> &str {
        self.name.1.as_str()
    }

    /// Whether it has this namespace and local name.
    pub(super) fn is(&self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.in_namespace(namespace)
    }

    /// Whether it has this namespace.
    pub(super) fn in_namespace(&self, namespace: &str) -> bool {
        self.name.0.as_str() == namespace
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .get(Namespace::none(), name)
            .map(String::as_str)
    }

    /// Its own `xml:lang`.
    pub(super) fn language(&self) -> Option<&str> {
        let language = self.attributes.get(Namespace::xml(), "lang")?;
        (!language.is_empty()).then_some(language.as_str())
    }

    /// Its text, without that of its children.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The first child with this namespace and name.
    pub(super) fn child(&self, namespace: &str, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(namespace, name))
    }

    /// All children.
    pub(super) fn children(&self) -> &[Self] {
        &self.children
    }

    const fn new(name: QName, attributes: AttrMap) -> Self {
        Self {
            name,
            attributes,
            text: String::new(),
            children: Vec::new(),
        }
    }

    fn add_text(&mut self, text: &str) {
        if self.text.len() + text.len() <= LONGEST_TEXT {
            self.text.push_str(text);
        }
    }
}

/// Builds a [`Node`] from the events of the parser.
pub(super) struct Builder {
    /// The elements begun and not ended, outermost first.
    open: Vec<Node>,
    /// How many elements are open below these that are not read.
    left_out: usize,
}

impl Builder {
    /// Begins with the start of an element.
    pub(super) fn new(name: QName, attributes: AttrMap) -> Self {
        Self {
            open: vec![Node::new(name, attributes)],
            left_out: 0,
        }
    }

    /// Takes what comes next; gives the element once that is its end.
    pub(super) fn take(&mut self, event: Event) -> Option<Node> {
        match event {
            Event::XmlDeclaration(..) => {}
            Event::StartElement(_, name, attributes) => self.start(name, attributes),
            Event::EndElement(_) => return self.end(),
            Event::Text(_, text) => {
                if let (0, Some(node)) = (self.left_out, self.open.last_mut()) {
                    node.add_text(&text);
                }
            }
        }
        None
    }

    fn start(&mut self, name: QName, attributes: AttrMap) {
        let is_full = |parent: &Node| parent.children.len() >= MOST_CHILDREN;
        if self.left_out > 0 || self.open.len() >= DEEPEST || self.open.last().is_some_and(is_full)
        {
            self.left_out += 1;
        } else {
            self.open.push(Node::new(name, attributes));
        }
    }

    fn end(&mut self) -> Option<Node> {
        if self.left_out > 0 {
            self.left_out -= 1;
            return None;
        }
        let node = self.open.pop()?;
        match self.open.last_mut() {
            None => Some(node),
            Some(parent) => {
                parent.children.push(node);
                None
            }
        }
    }
}

impl FromEventsBuilder for Builder {
    type Output = Node;

    fn feed(&mut self, event: Event, _: &Context<'_>) -> Result<Option<Node>, Error> {
        Ok(self.take(event))
    }
}

impl FromXml for Node {
    type Builder = Builder;

    fn from_events(
        name: QName,
        attributes: AttrMap,
        _: &Context<'_>,
    ) -> Result<Builder, FromEventsError> {
        Ok(Builder::new(name, attributes))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Reads one element.
    pub(in crate::xmpp) fn node(xml: &str) -> Node {
        xso::from_bytes(xml.as_bytes()).unwrap()
    }

    #[test]
    fn an_element_is_read_with_attributes_text_and_children() {
        let read =
            node("<a xmlns='urn:x' one='1' xml:lang='de'>t<b><c xmlns='urn:y'/></b>u&amp;</a>");
        assert!(read.is("urn:x", "a"));
        assert_eq!(read.attribute("one"), Some("1"));
        assert_eq!(read.attribute("two"), None);
        assert_eq!(read.language(), Some("de"));
        assert_eq!(read.text(), "tu&");
        assert!(
            read.child("urn:x", "b")
                .unwrap()
                .child("urn:y", "c")
                .is_some()
        );
    }

    #[test]
    fn depth_breadth_and_length_have_limits() {
        let deep = format!(
            "<a xmlns='u'>{}x{}<b/></a>",
            "<d>".repeat(5_000),
            "</d>".repeat(5_000)
        );
        let read = node(&deep);
        let mut level = &read;
        for _ in 1..DEEPEST {
            level = level.child("u", "d").unwrap();
        }
        assert!(level.children().is_empty() && level.text().is_empty());
        assert!(read.child("u", "b").is_some());

        let wide = format!("<a xmlns='u'>{}</a>", "<d/>".repeat(1_000));
        assert_eq!(node(&wide).children().len(), MOST_CHILDREN);

        let long = format!("<a xmlns='u'>{}</a>", "x".repeat(100_000));
        assert!(node(&long).text().len() <= LONGEST_TEXT);
    }
}
