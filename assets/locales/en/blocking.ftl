# Exercise blocking.

blocking-title = Blocking
blocking-about = which calls wait, for how long, and how one program serves several clients
