# Exercise endings.

endings-title = Endings
endings-about = how a conversation ends: FIN, RST, half-close, silence; what recv gives then
