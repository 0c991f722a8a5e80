# practice
# 发生了什么；$why 是下面的一个原因。
practice-fail-not-linux = 练习网线只能在 Linux 上使用。
practice-fail-helper = 无法启动练习环境的辅助进程：{ $why }。
practice-fail-user = 你没有权限创建用户命名空间，而练习网线要放在里面：{ $why }。
practice-fail-net = 无法为练习主机创建网络命名空间：{ $why }。
practice-fail-cable = 无法接好虚拟网线（veth）：{ $why }。
practice-fail-address = 无法设置练习主机的网络接口：{ $why }。
practice-fail-service = 无法启动练习伙伴：{ $why }。
practice-fail-answer = 练习环境的辅助进程没有应答：{ $why }。
# 原因
practice-why-not-linux = 这个系统不是 Linux
practice-why-too-few = 系统不允许创建，或数量已用完（user.max_user_namespaces、user.max_net_namespaces）
practice-why-switched-off = 系统关闭了这项功能（kernel.unprivileged_userns_clone 为 0）
practice-why-apparmor = AppArmor 限制了它（kernel.apparmor_restrict_unprivileged_userns 为 1）
practice-why-forbidden = 权限不足，在容器和沙箱里常会这样
practice-why-missing = 当前内核不支持
practice-why-late = 五秒内没有回应
practice-why-other = { $error }
# 解决办法
practice-remedy-not-linux = 本机回环上的练习伙伴照样能用。想要真实的网线，请使用 Linux，在 Windows 上可用 WSL2。
practice-remedy-too-few = 本机回环上的练习伙伴照样能用。管理员可以放开限制：sysctl -w user.max_user_namespaces=15000 user.max_net_namespaces=15000
practice-remedy-switched-off = 本机回环上的练习伙伴照样能用。管理员可以打开它：sysctl -w kernel.unprivileged_userns_clone=1
practice-remedy-apparmor = 本机回环上的练习伙伴照样能用。管理员可以为 wirelab 写一个含有 "userns," 的 AppArmor 配置，或对所有程序放开：sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
practice-remedy-forbidden = 本机回环上的练习伙伴照样能用。离开容器或沙箱，练习网线多半也能用。
practice-remedy-missing = 本机回环上的练习伙伴照样能用。管理员可以加载网线的驱动：modprobe veth
practice-remedy-other = 本机回环上的练习伙伴照样能用。请再试一次；若仍失败，请运行：wirelab doctor
