# flows: conversations, TCP analysis, ladder, stream
