# source: capturing frames

source-no-right = No right to capture. Your administrator can give it; wirelab doctor says how.
source-sockets-used = The capture sockets opened at the start ({ $count }) are all in use. Name the interfaces you want with -i, or use the ring.
source-not-supported = This system has no packet sockets, so nothing can be captured here.
source-socket-failed = The capture socket could not be opened: { $error }.
source-ring-failed = The capture ring failed: { $error }. Try --capture-backend pnet.
source-pnet-tags = Captured by pnet: 802.1Q tags are missing, and a tagged frame is 4 bytes shorter here than on the wire, for the kernel takes the tag off and pnet does not ask for it. The ring shows it.
source-thread-failed = The capture thread could not be started: { $error }.
source-panicked = The capture thread has crashed. This is a bug in the program.
source-lost-gone = It is gone. Capturing goes on when it is back.
source-lost-down = It is switched off. Capturing goes on when it is up again.
source-lost-error = { $error }. It is tried again every second.

