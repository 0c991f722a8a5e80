//! Which protocols there are.

use super::list::protocols;

macro_rules! variants {
    ($($(#[$about:meta])* $protocol:ident = $file:ident::$entry:ident,)*) => {
        /// A protocol the lab can name. Ordered from the link upwards.
        ///
        /// What it is called, its layer, what it is known by and its fields stand in its own file; the
        /// methods read them there.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum Protocol {
            $($(#[$about])* $protocol,)*
        }

        impl Protocol {
            /// All of them, in their order.
            pub const ALL: &[Self] = &[$(Self::$protocol),*];
        }
    };
}

protocols!(variants);
