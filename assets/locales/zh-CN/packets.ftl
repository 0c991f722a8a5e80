# packets: the pane's further screens
