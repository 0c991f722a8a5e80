# 实验 ports。

ports-title = 端口
ports-about = 哪些 bind 会冲突，谁能连到哪个地址
