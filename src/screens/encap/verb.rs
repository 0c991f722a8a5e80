//! What one can do with a message on its way.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do with a message on its way.
    pub enum Verb = "encapsulation", "view-encapsulation";
    /// Walk through the fields of what this step adds.
    Open: "open" [Key::plain(KeyCode::Enter)] "key-open" "key-open-short";
    /// Play or stand; at the end: again from the first step.
    PlayPause: "play-pause" [Key::char(' ')] "key-play" "key-play-short";
    /// One step back; with the fields open one byte.
    Left: "left" [Key::plain(KeyCode::Left), Key::char('h')] "key-left" "";
    /// One step on; with the fields open one byte.
    Right: "right" [Key::plain(KeyCode::Right), Key::char('l')] "key-right" "key-step-short";
    /// 7, 5 or 4 layers.
    NextForm: "next-form" [Key::char('m')] "key-model" "key-model-short";
    /// Twice as fast.
    Faster: "faster" [Key::char('+'), Key::char('=')] "key-faster" "";
    /// Half as fast.
    Slower: "slower" [Key::char('-')] "key-slower" "";
    /// To the layer above.
    LayerUp: "layer-up" [Key::char('[')] "key-layer-up" "";
    /// To the layer below.
    LayerDown: "layer-down" [Key::char(']')] "key-layer-down" "";
    /// To layer 1 of the model, on the side where one is.
    Layer1: "layer-1" [Key::alt('1')] "key-layer" "";
    /// To layer 2.
    Layer2: "layer-2" [Key::alt('2')] "" "";
    /// To layer 3.
    Layer3: "layer-3" [Key::alt('3')] "" "";
    /// To layer 4.
    Layer4: "layer-4" [Key::alt('4')] "" "";
    /// To layer 5.
    Layer5: "layer-5" [Key::alt('5')] "" "";
    /// To layer 6.
    Layer6: "layer-6" [Key::alt('6')] "" "";
    /// To layer 7.
    Layer7: "layer-7" [Key::alt('7')] "" "";
    /// All that can be said of a step, or only what there is room for.
    Explain: "explain" [Key::char('x')] "key-explain" "key-explain-short";
    /// The message at both ends, or its way again.
    BothEnds: "both-ends" [Key::char('b')] "key-both-ends" "key-both-ends-short";
    /// The message over TCP and over UDP, or its way again.
    SideBySide: "side-by-side" [Key::char('u')] "key-side-by-side" "key-side-by-side-short";
    /// Ask before each step, or no longer.
    Predict: "predict" [Key::char('P')] "key-predict" "key-predict-short";
    /// The message's next frame.
    NextFrame: "next-frame" [Key::char('>'), Key::char('.')] "key-next-frame" "";
    /// The message's frame before.
    PreviousFrame: "previous-frame" [Key::char('<'), Key::char(',')] "key-previous-frame" "";
}

impl Verb {
    /// Does it do something with the way that is drawn? Nothing of that is to be seen where both ends or both
    /// transports are shown.
    pub(super) const fn is_of_the_way(self) -> bool {
        !matches!(
            self,
            Self::BothEnds | Self::SideBySide | Self::NextFrame | Self::PreviousFrame
        )
    }

    /// The number of the layer that it goes to, from 1.
    pub(super) const fn layer_number(self) -> u8 {
        (self as u8).saturating_sub(Self::Layer1 as u8) + 1
    }
}
