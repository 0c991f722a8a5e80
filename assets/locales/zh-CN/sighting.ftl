# sighting：对方网卡看到的
