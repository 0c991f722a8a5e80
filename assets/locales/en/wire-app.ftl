# wire: HTTP, TLS and the protocols of text lines
## Words of text protocols
wire-goes-on = goes on in the next segment
wire-line = { $line }
wire-line-empty = an empty line
wire-argument = what the command is about
wire-command-other = a command not explained here
wire-user = who wants in, in the clear: anybody on the way reads it
wire-password = a password in the clear: anybody on the way reads it. That is why TLS is used today
wire-base64-secret = base64 is no secret, only other letters for ‘{ $text }’: anybody on the way reads it
wire-starttls = asks to go on encrypted: after a yes, TLS follows on this connection
wire-reply-text = words for people; programs look at the number or word before
wire-reply-more = words for people; the reply has more lines (‘-’ behind the number)
wire-reply-middle = a line in the middle of a longer reply
wire-reply-1 = begun; another reply follows
wire-reply-2 = done as asked
wire-reply-3 = so far good; something more is needed
wire-reply-4 = not now; trying later may help
wire-reply-5 = refused: the same again will fail again
wire-reply-other = a number outside of what is agreed
wire-say-reply = { $line } (meaning: { $meaning })
wire-reply-220 = the server is ready
wire-reply-tls = agreed: behind this line TLS begins
wire-login-step = a step of the login, as the server has asked for
wire-say-more-lines = { $first } (and { $count } more { $count ->
    [one] line
   *[other] lines
})
wire-say-mail = mail text: { $line }
wire-say-mail-login = answers the login’s question: { $line }
wire-mail-header = a header line of the letter, as the mail program shows it; not checked by anybody
wire-mail-line = text of the letter, in the clear

## HTTP
wire-http-request = what is asked for, and how
wire-http-response = how it went
wire-http-target = what is asked for on that server; what stands behind ? are parameters
wire-http-version = which HTTP the sender speaks
wire-http-reason = the status in words for people; programs look at the number
wire-http-empty = empty lines before a message: they are passed over
wire-http-end = an empty line: the header ends here, what follows is the body
wire-http-end-chunked = an empty line: the message ends here
wire-http-name = the header line’s name; capitals do not matter
wire-http-no-colon = not a header line: a name and a colon are missing
wire-http-status-bad = a status is a number of three digits, and this is none
wire-http-body = the body: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-http-body-kind = the body: { $count } { $count ->
        [one] byte
       *[other] bytes
    } of { $kind }
wire-http-body-part = only the body’s beginning is here: { $count } of { $total } bytes
wire-http-chunk = a piece of the body: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-http-chunk-size = the next piece of the body is so long, written in hexadecimal: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-http-chunk-last = 0: the body ends here
wire-http-chunk-data = { $count } { $count ->
        [one] byte
       *[other] bytes
    } of the body
wire-http-chunk-part = only { $count } of the piece’s { $total } bytes are here
wire-http-chunk-end = the end of the piece
wire-http-chunk-bad = a piece must begin with its length in hexadecimal
wire-http-get = give me this
wire-http-head = give me the header alone, without the body
wire-http-post = take this and do something with it: a form, an upload
wire-http-put = keep this under that name
wire-http-delete = take this away
wire-http-connect = to a proxy: connect me through to that server
wire-http-options = what may be asked for here?
wire-http-trace = send my request back to me, for testing
wire-http-patch = change a part of it
wire-http-method-other = a method not explained here
wire-http-101 = agreed: another protocol goes on here
wire-http-1xx = not finished; a final answer follows
wire-http-200 = it worked; here it is
wire-http-204 = it worked, and there is nothing to send
wire-http-206 = here is the part that was asked for
wire-http-2xx = it worked
wire-http-301 = it moved for good: ask at the Location below
wire-http-302 = for now it is elsewhere: ask at the Location below
wire-http-304 = it has not changed: use the copy that you have
wire-http-3xx = ask elsewhere
wire-http-400 = the server does not understand the request
wire-http-401 = first say who you are (name and password)
wire-http-403 = not allowed for you
wire-http-404 = there is nothing of that name
wire-http-4xx = the request is at fault
wire-http-503 = the server cannot now; try later
wire-http-5xx = the server is at fault
wire-http-status-other = a status outside of what is agreed
wire-http-host = the server that is meant: one address may serve many names
wire-http-user-agent = which program asks
wire-http-accept = which kinds of content the asker can show
wire-http-accept-language = which languages the asker wants
wire-http-accept-encoding = which ways of packing the asker can unpack
wire-http-referer = the page from which one came here
wire-http-cookie = what the server gave earlier, brought back: so it knows you again. Whoever reads it can pass for you
wire-http-set-cookie = keep this and bring it along from now on
wire-http-content-type = what sort of data the body is
wire-http-content-length = how many bytes the body has
wire-http-length-again = how many bytes the body has, said once more
wire-http-length-bad = not one length: no number, or another one than before; where the body ends cannot be told by it
wire-http-length-overridden = does not count: the Transfer-Encoding says how the body ends. Two ways to tell it may deceive a proxy
wire-http-content-encoding = how the body is packed
wire-http-transfer-encoding = how the body is sent; ‘chunked’: in pieces, each with its length
wire-http-connection = whether the connection stays open for more (keep-alive) or ends (close)
wire-http-upgrade = which protocol could go on here instead
wire-http-date = when the answer was made
wire-http-server = which program answers
wire-http-location = where to ask instead
wire-http-last-modified = when it was last changed
wire-http-cache-control = how long copies of this may be kept
wire-http-forwarded = for whom a proxy asks
wire-http-authorization = proves who asks, in the clear
wire-http-authenticate = how to say who you are
wire-http-etag = a mark of this very version of the content
wire-http-condition = send it only if the asker’s copy is out of date
wire-http-range = only this part of it
wire-http-other = a header line not explained here
wire-say-http-request = { $line }
wire-say-http-request-host = { $line } → { $host }
wire-say-http-response = { $status }
wire-say-http-response-kind = { $status } { $kind }

## TLS
wire-tls-kind-handshake = handshake: the two sides agree on how to encrypt
wire-tls-kind-alert = an alert: something is wrong, or the end
wire-tls-kind-change = change cipher spec: up to TLS 1.2 the sender begins to encrypt with it, in TLS 1.3 it is a dummy
wire-tls-kind-data = encrypted; from TLS 1.3 on this may also be handshake or alert
wire-tls-record-version = { $name }; only for old devices on the way, the real version is agreed on in the hello
wire-tls-length = the record carries { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-tls-length-part = the record carries { $count } { $count ->
        [one] byte
       *[other] bytes
    }, of which { $here } are here
wire-tls-rest = what is left of it, not explained here
wire-tls-continues = { $count } { $count ->
        [one] byte
       *[other] bytes
    } of a record that began in an earlier segment
wire-tls-app-data = { $count } { $count ->
        [one] byte
       *[other] bytes
    }, encrypted: nobody on the way can read it
wire-tls-app-data-part = the first { $count } { $count ->
        [one] byte
       *[other] bytes
    } of it, encrypted: nobody on the way can read it
wire-tls-change = 1: what this side sends from here on is encrypted
wire-tls-change-dummy = a dummy: TLS 1.3 sends it only for old devices on the way
wire-tls-change-unknown = up to TLS 1.2: what this side sends from here on is encrypted; in TLS 1.3: nothing. Which it is, other frames tell
wire-tls-alert-warning = a warning; mostly the connection can go on or ends in peace
wire-tls-alert-fatal = fatal: the connection ends at once
wire-tls-alert-hidden = an alert, encrypted: which one nobody on the way can tell
wire-tls-alert-close = goodbye: nothing more will be sent
wire-tls-alert-handshake = no way of encrypting that both sides know
wire-tls-alert-bad-certificate = the certificate is not good
wire-tls-alert-revoked = the certificate was taken back by who gave it
wire-tls-alert-expired = the certificate is out of date
wire-tls-alert-unknown-ca = the certificate is signed by somebody who is not trusted here
wire-tls-alert-version = no version that both sides know
wire-tls-alert-name = the server does not know the name it was asked for
wire-tls-alert-alpn = no protocol inside that both sides know
wire-tls-alert-other = alert: { $name }
wire-tls-client-hello = the client says what it can, and whom it wants; readable by everybody
wire-tls-server-hello = the server chooses from what the client offered
wire-tls-server-hello-or-retry = the server chooses, or wants another ClientHello (HelloRetryRequest): only its Random tells which
wire-tls-hello-retry = HelloRetryRequest, in the form of a ServerHello: the server wants another ClientHello
wire-tls-new-ticket = a ticket with which the client comes back faster
wire-tls-certificates = the server proves who it is: up to TLS 1.2 readable by everybody
wire-tls-server-key = the server’s half of the key exchange, signed
wire-tls-certificate-request = the server wants a certificate of the client too
wire-tls-hello-done = the server has said all; it is the client’s turn
wire-tls-certificate-verify = proves that the sender has the certificate’s key
wire-tls-client-key = the client’s half of the key exchange
wire-tls-finished = a sum over all that was said, so nobody changed it; mostly the first encrypted message
wire-tls-message-other = handshake message { $name }
wire-tls-message-length = the message takes { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-tls-message-part = the message takes { $count } { $count ->
        [one] byte
       *[other] bytes
    }, of which { $here } are here
wire-tls-handshake-hidden = encrypted, or the rest of a message that began earlier
wire-tls-handshake-encrypted = encrypted: nobody on the way can read it
wire-tls-handshake-earlier = the rest of a message that began in an earlier record
wire-tls-verify-data = the sum over all messages so far
wire-tls-list = a list, { $count } { $count ->
        [one] byte
       *[other] bytes
    } long
wire-tls-bytes = { $count } { $count ->
        [one] byte
       *[other] bytes
    } follow
wire-tls-hello-version = { $name }; a client of TLS 1.3 says 1.2 here and tells the truth in supported_versions
wire-tls-hello-version-server = { $name }; where supported_versions stands below, the version is chosen there
wire-tls-session-id = to go on with an earlier session; in TLS 1.3 only for old devices on the way
wire-tls-random = random bytes: with them the keys are new each time
wire-tls-random-retry = these bytes say: not yet, send another hello (HelloRetryRequest)
wire-tls-random-down-12 = random bytes, but for the last eight: this server can do TLS 1.3 and was offered no more than 1.2
wire-tls-random-down-11 = random bytes, but for the last eight: this server can do TLS 1.2 or newer and was offered no more than 1.1
wire-tls-suite = { $name }: one way to encrypt that the client offers
wire-tls-suite-chosen = chosen: { $name }
wire-tls-scsv = no way of encrypting: says that renegotiation is done safely
wire-tls-grease = means nothing: sent so that the other side learns to pass over what it does not know (GREASE)
wire-tls-compression-none = no compression, as it should be
wire-tls-compression = compression: it gave secrets away, nobody should use it
wire-tls-ticket = the ticket, readable by the server alone
wire-tls-certificate = a certificate: a name and its key, signed by somebody who is trusted
wire-tls-signature = the signature: only who has the secret key can make it
wire-tls-curve-type = 3: a curve with a name
wire-tls-group = { $name }: in which group the key exchange calculates
wire-tls-public-key = the public half; the secret half is never sent
wire-tls-premaster = the beginning of the key, encrypted for the server alone
wire-tls-extension-empty = nothing more to say: to be here is enough
wire-tls-ext-server-name = which server is meant, in the clear: so anybody on the way knows where you go
wire-tls-ext-status = the server shall bring a fresh proof that its certificate is still good
wire-tls-ext-groups = in which groups the key exchange can calculate
wire-tls-ext-points = how points of a curve are written
wire-tls-ext-signatures = which ways of signing are understood
wire-tls-ext-alpn = which protocol shall go on inside
wire-tls-ext-ems = ties the key to the whole handshake
wire-tls-ext-ticket = a ticket of an earlier session, or the wish for one
wire-tls-ext-psk = a key from an earlier session
wire-tls-ext-versions = the versions that are really understood
wire-tls-ext-early = data comes along before the handshake has ended (0-RTT), or may
wire-tls-ext-cookie = a note of the server that the client’s second hello brings back
wire-tls-ext-ech = an encrypted hello, or bytes that only look like one (GREASE): nobody outside can tell
wire-tls-ext-psk-modes = how an earlier key may be used
wire-tls-ext-key-share = halves of the key exchange, so that encryption can begin after one round trip
wire-tls-ext-renegotiation = protects when keys are agreed on anew
wire-tls-ext-other = { $name }, not explained here
wire-tls-name-host = 0: a host’s name
wire-tls-name-other = a kind of name that is not in use
wire-tls-server-name = the server that is meant, readable by everybody on the way
wire-tls-alpn-h2 = HTTP/2
wire-tls-alpn-http1 = HTTP/1.1
wire-tls-alpn-h3 = HTTP/3 (over QUIC)
wire-tls-alpn-other = the protocol that shall go on inside
wire-tls-version-chosen = chosen: { $name }
wire-tls-point-plain = 0: plain, both numbers
wire-tls-point-other = shortened; not in use any more
wire-tls-key-share = one group and the public half of a key in it
wire-tls-psk-mode-old = with the earlier key alone
wire-tls-psk-mode-fresh = the earlier key together with a fresh key exchange
wire-tls-psk-identity = the ticket that tells which key is meant
wire-tls-psk-age = how old the ticket is, made unreadable by adding a secret number
wire-tls-psk-binder = proves that the client has that key
wire-tls-psk-selected = which of the offered keys is used, from 0
wire-say-tls-client-hello = ClientHello
wire-say-tls-client-hello-name = ClientHello for { $name }
wire-say-tls-client-hello-again = second ClientHello
wire-say-tls-client-hello-again-name = second ClientHello for { $name }
wire-say-tls-client-hello-ech = { $line } (with encrypted_client_hello: real or GREASE, nobody outside can tell)
wire-say-tls-server-hello = ServerHello: { $version }, { $suite }
wire-say-tls-retry = HelloRetryRequest: wants another ClientHello
wire-say-tls-retry-group = HelloRetryRequest: wants another ClientHello, with a key in { $name }
wire-say-tls-handshake = encrypted handshake message
wire-say-tls-handshake-part = part of a handshake message
wire-say-tls-handshake-maybe = encrypted handshake message, or the rest of one
wire-say-tls-change = ChangeCipherSpec (from here on encrypted)
wire-say-tls-change-dummy = ChangeCipherSpec (a dummy)
wire-say-tls-change-unknown = ChangeCipherSpec (what it says depends on the version)
wire-say-tls-alert = alert: { $name }
wire-say-tls-alert-hidden = alert, encrypted
wire-say-tls-data = TLS, { $count } { $count ->
        [one] byte
       *[other] bytes
    } encrypted
wire-say-tls = TLS { $line }
wire-say-tls-and = { $first }, { $next }
wire-say-tls-hidden = { $count } encrypted { $count ->
        [one] record
       *[other] records
    }
wire-say-tls-continues = TLS, { $count } { $count ->
        [one] byte
       *[other] bytes
    } more of an earlier record

## FTP
wire-ftp-user = log in as
wire-ftp-pass = the password for it
wire-ftp-quit = I am done
wire-ftp-cwd = go to another folder
wire-ftp-pwd = in which folder am I?
wire-ftp-list = list the folder, over the data connection
wire-ftp-retr = fetch a file, over the data connection
wire-ftp-stor = bring a file, over the data connection
wire-ftp-dele = take a file away
wire-ftp-type = A: as text, I: byte for byte
wire-ftp-port = connect to me there for the data: fails behind NAT and firewalls
wire-ftp-pasv = tell me where I shall connect to for the data
wire-ftp-feat = what can the server do?
wire-ftp-active = the data connection comes to this address
wire-ftp-passive = the data connection goes to this address
wire-ftp-data-port = port { $port }: the last two numbers, the first times 256 plus the second
wire-ftp-extended-port = port { $port }, in plain digits
wire-ftp-data = of a file or a listing, as the control connection has agreed
wire-say-ftp-data = { $count } { $count ->
    [one] byte
   *[other] bytes
} of a file or a listing (FTP)
wire-ftp-150 = the data connection opens, the data follows there
wire-ftp-221 = goodbye
wire-ftp-226 = all data was sent, the data connection ends
wire-ftp-227 = come there for the data
wire-ftp-230 = logged in
wire-ftp-331 = now the password, please
wire-ftp-530 = not logged in
wire-ftp-550 = there is no such file, or it is not allowed

## SMTP
wire-smtp-ehlo = hello, I am this host; what can you do?
wire-smtp-mail = the letter’s sender, as on an envelope; anybody can write anything here
wire-smtp-rcpt = to whom the letter goes, as on an envelope
wire-smtp-data = now the letter itself
wire-smtp-auth = log in to hand in mail
wire-smtp-rset = forget this letter
wire-smtp-quit = I am done
wire-smtp-vrfy = is there this mailbox?
wire-smtp-eom = a lone dot: the letter ends here
wire-smtp-221 = goodbye
wire-smtp-235 = logged in
wire-smtp-250 = done as asked
wire-smtp-334 = go on with the login (the question is in base64)
wire-smtp-354 = send the letter, and a lone dot behind it
wire-smtp-535 = name or password is wrong
wire-smtp-550 = no such mailbox, or the mail is not wanted

## POP3
wire-pop-ok = it worked
wire-pop-err = it did not work
wire-pop-more = go on
wire-pop-end = a lone dot: the answer ends here
wire-pop-data = of a longer answer: a letter or a list, in the clear
wire-pop-user = log in as
wire-pop-pass = the password for it
wire-pop-apop = log in without sending the password itself
wire-pop-stat = how many letters are there?
wire-pop-list = a list of the letters
wire-pop-retr = fetch this letter
wire-pop-top = fetch the beginning of this letter
wire-pop-dele = take this letter away
wire-pop-capa = what can the server do?
wire-pop-quit = I am done

## IMAP
wire-imap-tag = the client’s own mark: the answer bears it too, so several commands can run at once
wire-imap-tag-answer = the same mark as the command that this ends
wire-imap-untagged = news that belongs to no one command
wire-imap-plus = go on, I am waiting
wire-imap-line = a line of a letter or of a longer command
wire-imap-ok = it worked
wire-imap-no = it did not work
wire-imap-bad = the server does not understand the command
wire-imap-bye = the server ends the connection
wire-imap-preauth = already logged in
wire-imap-capability = what can the server do?
wire-imap-news = something about the mailbox
wire-imap-login = log in with name and password, in the clear
wire-imap-authenticate = log in another way
wire-imap-select = open a folder
wire-imap-list = which folders are there?
wire-imap-fetch = fetch parts of letters
wire-imap-store = mark letters: read, deleted …
wire-imap-search = look for letters
wire-imap-append = put a letter into a folder
wire-imap-idle = tell me as soon as something new comes
wire-imap-logout = I am done

## Telnet
wire-telnet-data = what is shown or typed, in the clear: anybody on the way reads it
wire-telnet-key = one key, in the clear: passwords go like this too, letter by letter
wire-telnet-iac = 255: a command follows, no text
wire-telnet-will = I would like to use this option
wire-telnet-wont = I will not use this option
wire-telnet-do = please use this option
wire-telnet-dont = please do not use this option
wire-telnet-sb = something more about an option
wire-telnet-se = 255 240: that was all about the option
wire-telnet-interrupt = stop the running program (Ctrl+C)
wire-telnet-option = option: { $name }
wire-telnet-option-data = what is said about the option
wire-telnet-echo = the server shows what you type; off for passwords
wire-telnet-go-ahead = both may send at any time
wire-telnet-terminal = which terminal it is
wire-telnet-window = how large the window is
wire-telnet-encryption = encryption; hardly anything can do it: use SSH instead
wire-telnet-is = 0: this is it
wire-telnet-send = 1: tell me yours
wire-telnet-width = { $count } columns
wire-telnet-height = { $count } lines
wire-say-telnet-option = Telnet: { $command } { $option }
wire-say-telnet-command = Telnet: { $command }

## DNS
wire-say-dns-flavour = { $name }: { $line }
wire-dns-type-naptr = how to find a service by rules
wire-dns-type-ds = ties the zone below to this one: a sum over its key
wire-dns-type-nsec = what there is, so that it can be told what there is not: the types of records that the name has, and the next name
wire-dns-type-svcb = where the service is and what it speaks, before one connects
wire-dns-nsec-next = the next name that exists
wire-dns-nsec-types = the types of records that the name has; others it has not
wire-dns-nsec-self = the name itself: mDNS does not say what the next one is
wire-dns-nsec-only = the types of records that the name has; others it has not, so nobody need wait for them
wire-dns-naptr-replacement = the name to ask for next
wire-dns-key-tag = a short number by which the key is found
wire-dns-ds = a sum over the key of the zone below
wire-dns-key = a public key of the zone: with it signatures are checked
wire-dns-key-signing = a key that signs the zone’s other keys
wire-dns-key-zone = a key that signs the zone’s records
wire-dns-key-protocol = always 3
wire-dns-rrsig = a signature: nobody on the way changed these records
wire-dns-rrsig-labels = how many words the name has, to know a * again
wire-dns-rrsig-end = good until { $time }, in seconds since 1970
wire-dns-rrsig-begin = good from { $time } on, in seconds since 1970
wire-dns-rrsig-signer = whose key signed
wire-dns-svcb-alias = 0: only another name for it
wire-dns-svcb-target = where the service is; . is the name itself
wire-dns-svcb-parameter = something that is good to know before connecting
wire-dns-caa = who may give certificates for this name
wire-dns-caa-critical = whoever does not understand this must give none
wire-dns-caa-flags = nothing special
wire-edns-nsid = which of several servers answers
wire-edns-subnet = from which network the question comes, so that the answer can be near it
wire-edns-cookie = a random number that comes back: so answers of strangers are noticed
wire-edns-keepalive = how long the connection may stay open
wire-edns-padding = filling, so that the length tells nothing
wire-edns-error = why it failed, more exactly
wire-edns-other = an option not explained here
wire-edns-family = 1: IPv4, 2: IPv6
wire-edns-prefix = the first { $count } bits of the address are told
wire-edns-scope = for how large a network the answer is good (in a question: 0)

## NTP
wire-ntp-leap-none = 0, no leap second ahead
wire-ntp-leap-long = 1, a leap second ahead: the last minute of this day has 61 seconds
wire-ntp-leap-short = 2, a leap second ahead: the last minute of this day has 59 seconds
wire-ntp-leap-unknown = 3, the sender’s clock is not set by any other: nothing is promised
wire-ntp-version = version { $number } of NTP
wire-ntp-mode-reserved = 0, reserved
wire-ntp-mode-active = 1, symmetric active: two servers compare their clocks, this one began
wire-ntp-mode-passive = 2, symmetric passive: two servers compare their clocks, the other one began
wire-ntp-mode-client = 3, client: asks what time it is
wire-ntp-mode-server = 4, server: answers
wire-ntp-mode-broadcast = 5, broadcast: tells everybody, unasked
wire-ntp-mode-control = 6, control: about the server’s state, not the time
wire-ntp-mode-private = 7, private: a program’s own messages
wire-ntp-stratum = gets its time from a stratum-{ $number } server
wire-ntp-stratum-one = has its time from a reference clock of its own, a GPS receiver for example
wire-ntp-stratum-client = a client need not say
wire-ntp-stratum-zero = no time to be had here: the reference ID says why
wire-ntp-stratum-none = 16, not set by any other clock
wire-ntp-stratum-reserved = reserved
wire-ntp-poll = how long the sender waits at most between two of its questions: 2 to this power, { $time }
wire-ntp-precision = how finely the sender’s clock can be read: 2 to this power, { $time }
wire-ntp-power = 2 to this power makes no sensible time here
wire-ntp-root-delay = round trip from the sender to the reference clock, over all servers between: { $time }
wire-ntp-root-dispersion = how far the sender’s clock may be off the reference clock by now, besides the way: { $time }
wire-ntp-id-none = zeros: nothing is said
wire-ntp-id-clock = the reference clock: { $name }
wire-ntp-id-own = 127.…: the sender’s own clock, by which it goes when there is no better one
wire-ntp-id-server = the server that the sender has its time from: { $address }, or the first bytes of the hash of its IPv6 address. So two servers see that they follow each other
wire-ntp-kiss = { $code }: { $why }
wire-ntp-kiss-deny = the server does not answer this client: it shall stop asking
wire-ntp-kiss-rate = the client asks too often: it shall ask less often
wire-ntp-kiss-init = the server has just been started and does not know the time yet
wire-ntp-kiss-step = the server’s clock has just been put right by a jump
wire-ntp-kiss-auth = the server could not make sure who asks
wire-ntp-kiss-other = a word for why there is no time
wire-ntp-reference = when the sender’s clock was last set or corrected
wire-ntp-origin-client = the transmit timestamp of the server’s last answer, repeated, or nothing
wire-ntp-origin-server = T1, when the client sent its request, by the client’s clock, or the random number it wrote there: the request’s transmit timestamp, repeated
wire-ntp-origin-peer = when the other one sent its last message, by its clock: its transmit timestamp, repeated
wire-ntp-receive-client = when the server’s last answer came, by the client’s clock, or nothing
wire-ntp-receive-server = T2, when the request came, by the server’s clock
wire-ntp-receive-peer = when the other one’s last message came, by the sender’s clock
wire-ntp-none-broadcast = nobody asked, so there is nothing to say
wire-ntp-transmit-client = when this request left, by the client’s clock, or a random number: the server only repeats it, and that shows that its answer is one to this request
wire-ntp-transmit-server = T3, when this answer left, by the server’s clock. T4 is when it arrives, by the client’s clock; then the client’s clock is ((T2 − T1) + (T3 − T4)) / 2 behind, and the way there and back takes (T4 − T1) − (T3 − T2)
wire-ntp-transmit-other = when this message left, by the sender’s clock
wire-ntp-unknown = 0, not known: { $what }
wire-ntp-era = { $what } (era 1: seconds counted from 7 February 2036)
wire-ntp-way = the request’s way, plus what the server’s clock is ahead of the client’s
wire-ntp-held = how long the server took
wire-ntp-ext-unique = a number used once: the answer repeats it (NTS, RFC 8915)
wire-ntp-ext-cookie = what the server needs to know the client again, sealed by itself (NTS, RFC 8915)
wire-ntp-ext-placeholder = room for one more cookie in the answer (NTS, RFC 8915)
wire-ntp-ext-authenticator = proves that the message is unchanged, and hides what is in it (NTS, RFC 8915)
wire-ntp-ext-other = an addition to NTP
wire-ntp-ext-length = { $count } bytes, with type and length
wire-ntp-ext-bad = an extension field has at least 16 bytes, in fours
wire-ntp-ext-value = what is added
wire-ntp-key = which of the keys that both sides know: number { $number }
wire-ntp-digest = worked out with that key over all that stands before: who does not know the key can neither make nor change the message
wire-ntp-rest = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
 } that are not read here
wire-ntp-request = 0, asks
wire-ntp-response = 1, answers
wire-ntp-error = 1, the answer is an error
wire-ntp-more = 1, more of the answer follows in another message
wire-ntp-read-status = 1, read status: which servers it knows, and how each is doing
wire-ntp-read-variables = 2, read variables
wire-ntp-write-variables = 3, write variables
wire-ntp-read-clock = 4, read the reference clock’s variables
wire-ntp-write-clock = 5, write the reference clock’s variables
wire-ntp-set-trap = 6, where to report events to
wire-ntp-trap = 7, a report of an event
wire-ntp-configure = 8, a line of configuration
wire-ntp-read-mru = 10, who has asked lately
wire-ntp-read-ordered = 11, a list in order: counters of interfaces, rules
wire-ntp-nonce = 12, a number that is needed to ask more
wire-ntp-unset-trap = 31, no more reports
wire-ntp-sequence = number of the question; the answer repeats it
wire-ntp-status = bits for how the server, or the one asked about, is doing; zero in a question
wire-ntp-association = one of the servers that this one knows, by its number there
wire-ntp-association-zero = 0, the server itself
wire-ntp-offset = where this part of the data belongs, in bytes
wire-ntp-count = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
 } of data follow
wire-ntp-variables = names, in an answer with values
wire-ntp-peers = the servers that this one knows
wire-ntp-peer = a server that this one knows
wire-say-ntp-control = NTP control asks: { $what }
wire-say-ntp-control-answer = NTP control answers: { $what }
wire-say-ntp-asks = NTP: what time is it? (version { $number })
wire-say-ntp-tells = NTP: it is { $time } (stratum { $stratum })
wire-say-ntp-none = NTP: the time is not known here
wire-say-ntp-kiss = NTP: no time, but { $why }
