# practice
# What happened; $why is one of the reasons below.
practice-fail-not-linux = The practice cable needs Linux.
practice-fail-helper = The practice lab's helper could not be started: { $why }.
practice-fail-user = You may not make a user namespace, which the practice cable lives in: { $why }.
practice-fail-net = No network namespace could be made for the practice hosts: { $why }.
practice-fail-cable = The virtual cable (veth) could not be laid: { $why }.
practice-fail-address = The practice hosts' interfaces could not be set up: { $why }.
practice-fail-service = The practice partner could not be started: { $why }.
practice-fail-answer = The practice lab's helper did not answer: { $why }.
# Reasons
practice-why-not-linux = this system is not Linux
practice-why-too-few = this system allows none, or no more (user.max_user_namespaces, user.max_net_namespaces)
practice-why-switched-off = this system switches it off (kernel.unprivileged_userns_clone is 0)
practice-why-apparmor = AppArmor restricts it (kernel.apparmor_restrict_unprivileged_userns is 1)
practice-why-forbidden = permission denied, as in many containers and sandboxes
practice-why-missing = this kernel lacks it
practice-why-late = nothing came within five seconds
practice-why-other = { $error }
# Remedies
practice-remedy-not-linux = The partner on loopback works here too. For a real cable use Linux, or WSL2 on Windows.
practice-remedy-too-few = The partner on loopback works all the same. An administrator can allow it: sysctl -w user.max_user_namespaces=15000 user.max_net_namespaces=15000
practice-remedy-switched-off = The partner on loopback works all the same. An administrator can allow it: sysctl -w kernel.unprivileged_userns_clone=1
practice-remedy-apparmor = The partner on loopback works all the same. An administrator can allow it with an AppArmor profile for wirelab that says "userns,", or for all programs: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
practice-remedy-forbidden = The partner on loopback works all the same. Outside the container or sandbox the cable will probably work too.
practice-remedy-missing = The partner on loopback works all the same. An administrator can load the cable's driver: modprobe veth
practice-remedy-other = The partner on loopback works all the same. Try again; if it fails again, run: wirelab doctor
