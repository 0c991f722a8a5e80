# 设置：哪里写错了，可以写什么。

settings-syntax = 不是合法的 TOML：{ $why }
settings-unknown = 这里没有叫 { $name } 的设置，已忽略
settings-nearest = 是不是想写 { $name }？
settings-nearest-of = 是不是想写 { $name }？{ $allowed }
settings-value = { $name } 不能取这个值
settings-cannot-be = { $name } 不能取“{ $value }”
settings-no-key = { $name }：没有这样写的按键
settings-keys-collide = { $key } 既表示“{ $wanted }”，又表示“{ $held }”（[keys.{ $layer }] { $verb }）
settings-keys-collide-remedy = 请给其中一个换一个键
settings-version = 此文件是第 { $version } 版，本程序读取第 { $ours } 版
settings-version-missing = 版本号应为数字
settings-version-remedy = 写 version = 1，设置项见 wirelab config --default；或换一个文件：--config FILE
settings-allowed-one-of = 可选：{ $names }
settings-allowed-numbers = { $low } 到 { $high } 的数字
settings-allowed-switch = true 或 false
settings-allowed-text = 用引号括起的文字
settings-allowed-list = 文字列表：["eth0", "lo"]
settings-allowed-colour = "cyan"、"#7dcfff"、"bold red"、"black on yellow"
settings-allowed-section = 这是一节：[{ $name }]
settings-allowed-layer = 按键要写在某一层里：[keys.packets]
settings-allowed-key = "q"、"ctrl-s"、"alt-v"、"F2"、"space"、"shift-tab"、"pgup"；多个键：["q", "F10"]
settings-unreadable = 无法读取：{ $why }
settings-too-long = 文件超过 { $most } 字节，不像是设置文件
settings-not-utf8 = 第 { $at } 字节不是 UTF-8：请以 UTF-8 保存

settings-with-hint = { $what }；{ $hint }
settings-in-file = 设置：{ $what }
settings-at-line = 设置第 { $line } 行：{ $what }
settings-of = { $name }：{ $what }
settings-more = 关于设置还有 { $n } 条警告，用 wirelab config 查看全部。

settings-theme = 主题：{ $name }
