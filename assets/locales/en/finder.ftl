# finder: whether a wirelab is at the other end, asked beside the talk

## Its datagrams in one line
finder-brief-question = the lab asks: wirelab at { $transport } { $port }?
finder-brief-answer = the lab answers: yes, at { $transport } { $port }
finder-line-question = The lab asks: does a wirelab listen at { $transport } port { $port }?
finder-line-answer = The lab answers: a wirelab listens at { $transport } port { $port }
finder-line-malformed = Bytes that are neither a question nor an answer of the lab

## Its fields
finder-field-magic = “WLAB”: a question of the lab, or its answer. You did not type it: the program asks by itself, beside the talk, so that no plain program ever gets a byte of it.
finder-field-version = The version of the question.
finder-field-kind-question = A question. Only a wirelab that listens there answers; other programs never see it.
finder-field-kind-answer = An answer: yes. Nobody ever answers no.
finder-field-transport = Asked about { $transport }, by its number in the IP header.
finder-field-port = The { $transport } port that you want to connect to. The question itself goes to UDP port 10100, whatever port is meant.
finder-field-token = Random bytes, new for each question. The answer repeats them: who has not seen the question cannot answer it, and an old answer is worth nothing.
finder-field-instance = The random number of the program that listens. Its greeting must name the same one, or the connection led elsewhere.
finder-field-instance-none = Zero in a question. The room is there so that the answer is no longer than the question: so nobody can make a host send more to others than he sends himself.
finder-field-reserved = Zero, for later versions.
finder-field-cut = The datagram ends within this field, or was not captured to its end.
finder-field-behind = Bytes behind the end: no wirelab sends them.

## What is wrong with a datagram
finder-flaw-length = A question and an answer are 48 bytes long; here there are { $count }.
finder-flaw-magic = It must begin with “WLAB”.
finder-flaw-version = Version { $version } is not known here, only { $known }.
finder-flaw-kind = Kind { $kind } is neither a question nor an answer.
finder-flaw-transport = Protocol number { $number } is neither TCP (6) nor UDP (17).
finder-flaw-port = Nobody can listen at port 0.
