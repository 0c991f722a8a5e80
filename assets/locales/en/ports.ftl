# Exercise ports.

ports-title = Ports
ports-about = which binds collide, and who reaches which address
