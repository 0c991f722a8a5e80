# source: capturing frames

source-no-right = No right to capture. Your administrator can give it; wirelab doctor says how.
source-sockets-used = The capture sockets opened at the start ({ $count }) are all in use. Name the interfaces you want with -i, or use the ring.
source-not-supported = This system has no packet sockets, so nothing can be captured here.
source-socket-failed = The capture socket could not be opened: { $error }.
source-ring-failed = The capture ring failed: { $error }. Try --capture-backend pnet.
source-thread-failed = The capture thread could not be started: { $error }.
source-panicked = The capture thread has crashed. This is a bug in the program.
source-lost-gone = It is gone. Capturing goes on when it is back.
source-lost-down = It is switched off. Capturing goes on when it is up again.
source-lost-error = { $error }. It is tried again every second.

