# wire: IGMP, DHCP, TFTP, and what was added below the application
