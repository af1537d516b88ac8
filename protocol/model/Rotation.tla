------------------------------ MODULE Rotation ------------------------------
(***************************************************************************)
(* How a refresh token rotates: the rules of the server, and all that can  *)
(* happen around them.                                                     *)
(*                                                                         *)
(* One user has one session: a row in the database. One browser has one    *)
(* cookie jar and several tabs, which do not coordinate. The network       *)
(* loses, delays and reorders requests and responses. The browser may      *)
(* crash, the database may fail over, the user may log out, and a thief    *)
(* may copy a token.                                                       *)
(*                                                                         *)
(* A token is its generation, relative to the row: 0 is the current one,   *)
(* -1 its predecessor. A rotation makes every token one older. A time is   *)
(* an age, which stops where nothing compares it any more. So there are    *)
(* finitely many states, although neither the time nor the number of       *)
(* rotations has a bound.                                                  *)
(*                                                                         *)
(* README.md says how to read and how to run this, and what is proved.     *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, TLC

CONSTANTS
    t1, t2, t3,    \* Names of tabs.
    Tabs,          \* The tabs. Each has at most one refresh under way.
    Delay,         \* The longest time from sending a request to its response.
    Grace,         \* SAFEJWT_ROTATION_GRACE
    Interval,      \* SAFEJWT_ROTATION_INTERVAL
    Skew,          \* How much the clock of a server may be wrong.
    CrashWindow,   \* How long a new cookie may be missing on disk. 0: no crashes.
    SessionCheck,  \* SAFEJWT_SESSION_CHECK: "database" or "none".
    Failover,      \* How many rotations a failover may lose. 0: no failovers.
    MayLose,       \* What else it may lose, besides uses: "resend", "logout".
    Thief,         \* When a thief refreshes: "never", "any time", "apart" from the
                   \* owner's refreshes, or "near" to them.
    Rules          \* The rules that the server follows.

AllRules == {
    "repeatInInterval",     \* 1: within the interval the current token is repeated.
    "intervalFromUse",      \*    The interval counts from the last use.
    "repeatWithoutCookie",  \*    A repeated token sets no cookie.
    "refreshMarks",         \*    The current token marks its generation as seen.
    "conditionalUpdate",    \* 2: a rotation is written only if the generation is the same.
    "retryInGrace",         \* 3: within the grace the predecessor is answered.
    "graceFromUse",         \*    The grace counts from the last use.
    "resendUnseen",         \* 4: the predecessor of an unseen token is answered.
    "resendIsUse",          \*    This counts as a use.
    "onlyOneLateResend",    \*    Without access tokens that mark: not late twice in a row.
    "catchUp",              \* 5: a token one generation ahead makes the row catch up.
    "catchUpByAccess",      \*    So does an access token.
    "restoredIsNoAlarm",    \* 6: a token further ahead ends the session without an alarm.
    "reuseEnds",            \* 7: any other token ends the session.
    "accessMarks",          \* An access token marks its generation as seen.
    "logoutDeletes"}        \* Logout deletes the row.

\* Two ideas that the server does not follow. A configuration can add them to Rules.
Ideas == {
    "rotateOnlySeen",            \* An unseen token is repeated, however old.
    "reauthenticationRotates"}   \* After a re-authentication the interval is ignored.

On(rule) == rule \in Rules

VARIABLES
    row,      \* The session: whether it is alive, whether its current generation was
              \* seen, the ages of its last use and of its rotation, and how many
              \* generations ago a late resend was answered (2: longer ago, or never).
    replica,  \* The row as the next database server knows it.
    jar,      \* The refresh token in the cookie jar.
    disk,     \* The refresh token on disk, and how long it has differed from the jar.
    crashed,  \* The time since a crash, until a response arrives after it.
    access,   \* The newest generation of which the client has an access token.
    mark,     \* The time since an access token was used whose mark is not yet written.
    flight,   \* For each tab, its request or the response to it.
    logout,   \* Whether the user has logged out.
    thief,    \* The refresh token of the thief.
    history   \* What happened to the current generation. The server does not know it.

vars == <<row, replica, jar, disk, crashed, access, mark, flight, logout, thief, history>>
client == <<jar, disk, crashed, access>>

-------------------------------------------------------------------------------
(* Generations and ages.                                                         *)

None == -9                     \* no token, or no time
Oldest == -2 - Failover        \* stands for this generation and all older ones

Min(a, b) == IF a < b THEN a ELSE b
Max(a, b) == IF a > b THEN a ELSE b
Older(token) == IF token = None THEN None ELSE Max(token - 1, Oldest)
Newer(token, count) == IF token = None THEN None ELSE token + count

Windows == Max(Interval, Grace + 1)
Limit == Windows + Delay + Skew
Aged(age) == IF age = None THEN None ELSE Min(age + 1, Limit)

Idle == [is |-> "idle", token |-> None, cookie |-> FALSE, age |-> 0, orphan |-> FALSE]
Ended == [alive |-> FALSE, seen |-> FALSE, used |-> 0, rotated |-> 0, late |-> 2]
LoggedIn == [Ended EXCEPT !.alive = TRUE]
Copy(new) == [row |-> new, behind |-> 0]

Init ==
    /\ row = LoggedIn
    /\ replica = Copy(LoggedIn)
    /\ jar = 0 /\ disk = [token |-> 0, age |-> 0] /\ crashed = None
    /\ access = 0 /\ mark = None
    /\ flight = [tab \in Tabs |-> Idle]
    /\ logout = FALSE
    /\ thief = None
    /\ history = [received |-> {"owner"}, used |-> FALSE, age |-> 0, missed |-> FALSE,
                  shared |-> 0, quiet |-> Windows, alarm |-> FALSE]

-------------------------------------------------------------------------------
(* The rules of the server. An outcome is what a refresh token leads to: the     *)
(* row, whether it has a new generation, whether the response carries tokens,    *)
(* and whether it sets the refresh cookie.                                       *)
(*                                                                               *)
(* The server read its clock `read` ago. Its own now is that much earlier.       *)

Outcome(rule, new, rotates, cookie) ==
    [rule |-> rule, row |-> new, rotates |-> rotates, answers |-> new.alive,
     cookie |-> cookie]

\* Nothing compares the age of the rotation if access tokens mark and all rules hold.
CountsRotation == SessionCheck = "none" \/ ~On("graceFromUse") \/ ~On("intervalFromUse")

Seen(r, age) == [r EXCEPT !.seen = TRUE, !.used = Min(@, age)]
Successor(r, age) == [r EXCEPT
    !.seen = FALSE, !.used = age, !.rotated = IF CountsRotation THEN age ELSE 0,
    !.late = Min(@ + 1, 2)]

InInterval(read) == On("repeatInInterval")
    /\ (IF On("intervalFromUse") THEN row.used ELSE row.rotated) - read < Interval
InGrace(read) == On("retryInGrace")
    /\ (IF On("graceFromUse") THEN row.used ELSE row.rotated) - read <= Grace
IsLate(read) == row.rotated - read > Grace

\* The current token within the interval is repeated. The response sets no cookie,
\* because it may arrive after one that carries the successor.
Rule1_Repeat(read) == Outcome("repeat",
    IF row.seen \/ ~On("refreshMarks") THEN row ELSE Seen(row, read),
    FALSE, ~On("repeatWithoutCookie"))

\* The current token otherwise is replaced by its successor.
Rule2_Rotate(read) == Outcome("rotate", Successor(row, read), TRUE, TRUE)

\* The predecessor, shortly after its successor was used: the current token again.
Rule3_Retry == Outcome("retry", row, FALSE, TRUE)

\* The predecessor, and its successor was never seen. The response that carried it
\* may be lost, however long ago that was. The current token is on its way again.
Rule4_Resend(read) == Outcome("resend",
    [row EXCEPT !.used = IF On("resendIsUse") THEN Min(@, read) ELSE @,
                !.late = IF SessionCheck = "none" /\ IsLate(read) THEN 0 ELSE @],
    FALSE, TRUE)

\* Without access tokens that mark, an owner who loses each response and a thief who
\* takes turns with the owner look alike.
MayBeLost(read) == SessionCheck = "none" /\ On("onlyOneLateResend")
                   => ~IsLate(read) \/ row.late # 1

\* The successor of the current token: a failover lost the rotation.
Rule5_CatchUp(read) == Outcome("catch up",
    Seen(Successor(row, read), read), TRUE, ~On("repeatWithoutCookie"))

\* A still newer token: a backup was restored. The session ends without an alarm.
Rule6_Restored == Outcome("restored", Ended, FALSE, FALSE)

\* Any other token was replaced long ago, so two parties hold tokens of this session.
\* It ends with an alarm. A server without this rule rotates such a token as well.
Rule7_Reused == IF On("reuseEnds") THEN Outcome("reused", Ended, FALSE, FALSE)
                ELSE Rule2_Rotate(0)

Presented(token, read) ==
    CASE ~row.alive -> Outcome("ended", row, FALSE, FALSE)
      [] token = 0 -> IF InInterval(read) \/ (On("rotateOnlySeen") /\ ~row.seen)
                      THEN Rule1_Repeat(read) ELSE Rule2_Rotate(read)
      [] token = -1 -> IF ~row.seen /\ On("resendUnseen")
                       THEN IF MayBeLost(read) THEN Rule4_Resend(read) ELSE Rule7_Reused
                       ELSE IF InGrace(read) THEN Rule3_Retry ELSE Rule7_Reused
      [] token = 1 /\ On("catchUp") -> Rule5_CatchUp(read)
      [] token > 0 -> IF On("restoredIsNoAlarm") THEN Rule6_Restored ELSE Rule7_Reused
      [] OTHER -> Rule7_Reused

\* Whether the session check accepts an access token of a generation.
Accepted(generation) == row.alive
    /\ (generation <= 0 \/ (generation = 1 /\ On("catchUpByAccess")))

-------------------------------------------------------------------------------
(* What else an outcome changes: after a rotation every token is one older.      *)

Shifted(outcome, token) == IF outcome.rotates THEN Older(token) ELSE token

\* The replica may lack any recent writes, except those that a failover never loses.
ReplicaAfter(outcome) ==
    IF Failover = 0 THEN replica
    ELSE IF outcome.rule = "resend" /\ "resend" \notin MayLose THEN Copy(outcome.row)
    ELSE IF ~outcome.rotates THEN replica
    ELSE IF replica.behind = Failover THEN [row |-> row, behind |-> 1]
    ELSE [replica EXCEPT !.behind = @ + 1]

Carry(outcome) ==
    /\ row' = outcome.row
    /\ replica' = ReplicaAfter(outcome)
    /\ mark' = IF outcome.rotates THEN None ELSE mark
    /\ access' = Max(Shifted(outcome, access), -1)
    /\ jar' = Shifted(outcome, jar)
    /\ disk' = [disk EXCEPT !.token = Shifted(outcome, @)]

InFlight(outcome) == [tab \in Tabs |->
    [flight[tab] EXCEPT !.token = Shifted(outcome, @)]]

-------------------------------------------------------------------------------
(* The history of the current generation, for the properties about a thief:      *)
(* which parties received it, whether one used it, the time since its last use,  *)
(* rotation or resend, and whether a theft was missed. Also how many generations *)
(* both parties received since the theft, and the time since a party acted, if   *)
(* the thief goes by that.                                                       *)

Quiet(record, party) == [record EXCEPT !.quiet =
    IF Thief = "apart" \/ (Thief = "near" /\ party = "owner") THEN 0 ELSE @]

Receives(record, party) == LET both == record.received \cup {party} IN
    [record EXCEPT !.received = both, !.shared =
        IF both # record.received /\ Cardinality(both) = 2 THEN Min(@ + 1, 3) ELSE @]

Uses(record, age) == IF record.used THEN record
                     ELSE [record EXCEPT !.used = TRUE, !.age = Min(@, age)]

Refreshes(record, party, token, outcome, read) == [record EXCEPT
    !.received = IF outcome.rotates THEN {} ELSE @,
    !.used = ~outcome.rotates /\ (@ \/ token = 0),
    !.age = IF outcome.rotates THEN read
            ELSE IF outcome.rule = "resend" \/ (token = 0 /\ ~record.used)
            THEN Min(@, read) ELSE @,
    !.missed = @ \/ (/\ outcome.answers /\ party \notin record.received
                     /\ record.used /\ record.age - read > Grace)]

Recorded(party, token, outcome, read) ==
    IF Thief = "never" THEN [history EXCEPT !.alarm = @ \/ outcome.rule = "reused"]
    ELSE Quiet(Refreshes(history, party, token, outcome, read), party)
RecordedReceipt(party) ==
    IF Thief = "never" THEN history ELSE Quiet(Receives(history, party), party)
RecordedUse(party, age) ==
    IF Thief = "never" THEN history ELSE Quiet(Uses(history, age), party)

\* No party has acted for longer than the grace and the interval.
AllQuiet == history.quiet = Windows /\ \A tab \in Tabs: flight[tab].is = "idle"

-------------------------------------------------------------------------------
(* The tabs of the browser.                                                      *)

Send(tab) ==
    /\ flight[tab].is = "idle"
    /\ Thief = "apart" /\ thief # None => AllQuiet
    /\ flight' = [flight EXCEPT ![tab] = [Idle EXCEPT !.is = "request", !.token = jar]]
    /\ UNCHANGED <<row, replica, client, mark, logout, thief, history>>

\* The response leaves the server. After a crash no tab waits for it.
Response(tab, outcome) ==
    IF flight[tab].orphan \/ ~outcome.answers THEN Idle
    ELSE [flight[tab] EXCEPT !.is = "response", !.token = 0, !.cookie = outcome.cookie]

Respond(tab, outcome, read) ==
    /\ Carry(outcome)
    /\ flight' = [InFlight(outcome) EXCEPT ![tab] = Response(tab, outcome)]
    /\ thief' = Shifted(outcome, thief)
    /\ history' = Recorded("owner", flight[tab].token, outcome, read)
    /\ UNCHANGED <<crashed, logout>>

\* The server reads its clock at any time after the request was sent.
Readings(tab) == -Skew .. flight[tab].age + Skew
Serve(tab) ==
    /\ flight[tab].is = "request"
    /\ \E read \in Readings(tab): Respond(tab, Presented(flight[tab].token, read), read)

\* A rotation is decided when the row is read, and written later. If another request
\* has rotated the row meanwhile, the row is read again.
Decide(tab) ==
    /\ flight[tab].is = "request"
    /\ \E read \in Readings(tab): Presented(flight[tab].token, read).rule = "rotate"
    /\ flight' = [flight EXCEPT ![tab].is = "decided"]
    /\ UNCHANGED <<row, replica, client, mark, logout, thief, history>>
Write(tab) ==
    /\ flight[tab].is = "decided"
    /\ LET writes == row.alive /\ (flight[tab].token = 0 \/ ~On("conditionalUpdate"))
       IN \E read \in Readings(tab): Respond(tab,
            IF writes THEN Rule2_Rotate(read) ELSE Presented(flight[tab].token, read), read)

\* One of the ideas.
RotateAtOnce(tab) ==
    /\ On("reauthenticationRotates") /\ row.alive /\ row.seen
    /\ flight[tab].is = "request" /\ flight[tab].token = 0
    /\ Respond(tab, Rule2_Rotate(0), 0)

\* A request is lost before it is served, or a response is lost.
Lose(tab) ==
    /\ flight[tab].is # "idle" /\ Thief # "apart"
    /\ flight' = [flight EXCEPT ![tab] = Idle]
    /\ UNCHANGED <<row, replica, client, mark, logout, thief, history>>

\* A cookie arrives: it replaces that of the jar, whichever is newer. After a crash
\* the browser stores it before it can crash again.
SetCookie(token) ==
    /\ jar' = token
    /\ disk' = IF CrashWindow = 0 \/ crashed # None \/ token = disk.token
               THEN [token |-> token, age |-> 0] ELSE disk
    /\ crashed' = None

Deliver(tab) ==
    /\ flight[tab].is = "response"
    /\ IF flight[tab].cookie THEN SetCookie(flight[tab].token)
                             ELSE UNCHANGED <<jar, disk, crashed>>
    /\ access' = Max(access, flight[tab].token)
    /\ flight' = [flight EXCEPT ![tab] = Idle]
    /\ history' = IF flight[tab].token = 0 THEN RecordedReceipt("owner") ELSE history
    /\ UNCHANGED <<row, replica, mark, logout, thief>>

\* The browser stores its cookie on disk, or crashes before and starts again at once.
Store ==
    /\ CrashWindow > 0 /\ jar # disk.token
    /\ disk' = [token |-> jar, age |-> 0]
    /\ UNCHANGED <<row, replica, jar, crashed, access, mark, flight, logout, thief, history>>
Crash ==
    /\ CrashWindow > 0 /\ jar # disk.token
    /\ jar' = disk.token
    /\ disk' = [disk EXCEPT !.age = 0]
    /\ crashed' = 0
    /\ flight' = [tab \in Tabs |-> IF flight[tab].is \in {"request", "decided"}
                                   THEN [flight[tab] EXCEPT !.orphan = TRUE] ELSE Idle]
    /\ UNCHANGED <<row, replica, access, mark, logout, thief, history>>

-------------------------------------------------------------------------------
(* Access tokens. The client uses its access token at any time, or never. The    *)
(* mark is written at any time after that with the time of the request, or never. *)

IsMarked == IF Thief = "never" THEN row.seen ELSE history.used

UseAccess ==
    /\ SessionCheck = "database" /\ row.alive /\ access = 0 /\ ~IsMarked
    /\ mark' \in -Skew .. Skew
    /\ UNCHANGED <<row, replica, client, flight, logout, thief, history>>

WriteMark ==
    /\ mark # None /\ row.alive
    /\ row' = IF row.seen \/ ~On("accessMarks") THEN row ELSE Seen(row, mark)
    /\ history' = RecordedUse("owner", mark)
    /\ mark' = None
    /\ UNCHANGED <<replica, client, flight, logout, thief>>

LoseMark ==
    /\ mark # None
    /\ mark' = None
    /\ UNCHANGED <<row, replica, client, flight, logout, thief, history>>

\* An access token one generation ahead makes the row catch up.
UseAccessAhead ==
    /\ SessionCheck = "database" /\ access = 1 /\ Accepted(access)
    /\ Carry(Rule5_CatchUp(0))
    /\ flight' = InFlight(Rule5_CatchUp(0))
    /\ UNCHANGED <<crashed, logout, thief, history>>

-------------------------------------------------------------------------------
(* Logout, and a failover of the database to the replica.                        *)

LogOut ==
    /\ row.alive /\ ~logout
    /\ logout' = TRUE
    /\ row' = IF On("logoutDeletes") THEN Ended ELSE row
    /\ UNCHANGED <<replica, client, mark, flight, thief, history>>

Replicate ==
    /\ Failover > 0 /\ replica # Copy(row)
    /\ replica' = Copy(row)
    /\ UNCHANGED <<row, client, mark, flight, logout, thief, history>>

FailOver == LET Newest(token) == Newer(token, replica.behind) IN
    /\ Failover > 0 /\ replica # Copy(row)
    /\ row.alive \/ (logout /\ "logout" \in MayLose)
    /\ row' = replica.row
    /\ replica' = Copy(replica.row)
    /\ jar' = Newest(jar)
    /\ disk' = [disk EXCEPT !.token = Newest(@)]
    /\ access' = Newest(access)
    /\ mark' = IF replica.behind = 0 THEN mark ELSE None
    /\ flight' = [tab \in Tabs |-> [flight[tab] EXCEPT !.token = Newest(@)]]
    /\ thief' = Newest(thief)
    /\ UNCHANGED <<crashed, logout, history>>

-------------------------------------------------------------------------------
(* A thief copies the token of the jar, and then acts like a client.             *)

Steal ==
    /\ Thief # "never" /\ thief = None /\ row.alive
    /\ thief' = jar
    /\ history' = IF jar = 0 THEN [history EXCEPT !.received = @ \cup {"thief"}] ELSE history
    /\ UNCHANGED <<row, replica, client, mark, flight, logout>>

ThiefRefreshes == LET outcome == Presented(thief, 0) IN
    /\ thief # None /\ row.alive
    /\ Thief = "apart" => AllQuiet
    /\ Thief = "near" => history.quiet <= Grace
    /\ Carry(outcome)
    /\ flight' = InFlight(outcome)
    /\ thief' = IF outcome.answers THEN 0 ELSE None
    /\ LET record == Recorded("thief", thief, outcome, 0)
       IN history' = IF outcome.answers THEN Receives(record, "thief") ELSE record
    /\ UNCHANGED <<crashed, logout>>

ThiefUsesAccess ==
    /\ SessionCheck = "database" /\ row.alive
    /\ "thief" \in history.received /\ ~history.used
    /\ row' = IF row.seen \/ ~On("accessMarks") THEN row ELSE Seen(row, 0)
    /\ history' = RecordedUse("thief", 0)
    /\ UNCHANGED <<replica, client, mark, flight, logout, thief>>

-------------------------------------------------------------------------------
(* Time.                                                                         *)

\* A request is served and its response delivered within the delay, or never.
NothingIsOverdue == \A tab \in Tabs: flight[tab].is = "idle" \/ flight[tab].age < Delay

\* Parties that stay apart use the access tokens that they receive.
AccessIsUsed == Thief = "apart" /\ SessionCheck = "database" /\ history.received # {}
                => history.used

AgedRow(r) == IF ~r.alive THEN r ELSE [r EXCEPT !.used = Aged(@),
    !.rotated = IF CountsRotation THEN Aged(@) ELSE @]

Tick ==
    /\ NothingIsOverdue /\ AccessIsUsed
    /\ row' = AgedRow(row)
    /\ replica' = IF Failover = 0 THEN replica ELSE [replica EXCEPT !.row = AgedRow(@)]
    /\ disk' = IF disk.token = jar THEN disk
               ELSE IF disk.age = CrashWindow THEN [token |-> jar, age |-> 0]
               ELSE [disk EXCEPT !.age = @ + 1]
    /\ crashed' = Aged(crashed)
    /\ mark' = Aged(mark)
    /\ flight' = [tab \in Tabs |-> IF flight[tab].is = "idle" THEN Idle
                                   ELSE [flight[tab] EXCEPT !.age = @ + 1]]
    /\ history' = IF Thief = "never" THEN history
                  ELSE [history EXCEPT !.age = Aged(@), !.quiet = Min(@ + 1, Windows)]
    /\ UNCHANGED <<jar, access, logout, thief>>

Next ==
    \/ Tick
    \/ \E tab \in Tabs:
        \/ Send(tab) \/ Serve(tab) \/ Decide(tab) \/ Write(tab) \/ RotateAtOnce(tab)
        \/ Lose(tab) \/ Deliver(tab)
    \/ Store \/ Crash
    \/ UseAccess \/ WriteMark \/ LoseMark \/ UseAccessAhead
    \/ LogOut \/ Replicate \/ FailOver
    \/ Steal \/ ThiefRefreshes \/ ThiefUsesAccess

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
(* Assumptions. States that break one are not continued.                         *)

\* After a crash a response arrives within the delay.
RestartSucceeds == crashed = None \/ crashed <= Delay

\* Without a session check, the generation after one that was resent late arrives so
\* early that the requests under way are served within the grace.
NotLostTwice == SessionCheck = "none" /\ Thief = "never" /\ row.late = 1
    => \/ access = 0
       \/ row.rotated + 2 * Skew + Delay
            + (IF CrashWindow = 0 THEN 0 ELSE CrashWindow + Delay) <= Grace

-------------------------------------------------------------------------------
(* Properties.                                                                   *)

\* A user whose token nobody stole stays logged in until they log out.
HonestStayIn == Thief = "never" => row.alive \/ logout

\* Without a thief there is never an alarm.
NoFalseAlarm == Thief = "never" => ~history.alarm

\* The access token of an honest client is accepted while the session is alive.
AccessAccepted == Thief = "never" /\ SessionCheck = "database" /\ row.alive
                  => Accepted(access)

\* There is one line of tokens: at most one generation can be used as the current one.
\* Only after a failover there are two, until the newer one is presented.
Held == {jar, disk.token, thief} \cup {flight[tab].token: tab \in Tabs}
Heads == {token \in Held \ {None}:
          Presented(token, 0).rule \in {"repeat", "rotate", "catch up"}}
NoFork == Cardinality(Heads) <= 1 \/ (Failover > 0 /\ \E token \in Held: token > 0)

\* One party has used the current generation, which the other has not received. If the
\* other presents its older token outside of the grace, it is not answered.
TheftNoticed == ~history.missed

\* Parties that stay apart share no more generations than this after the stolen one.
TheftEnds == history.shared <= IF SessionCheck = "database" THEN 0 ELSE 1

\* A thief near the owner does not share three generations. This does not hold.
ThiefNearIsNoticed == history.shared < 3

\* After logout no refresh token is answered, and no access token is accepted.
LogoutEnds == logout => /\ SessionCheck = "database" => ~Accepted(access)
                        /\ \A token \in Oldest .. 1: ~Presented(token, 0).answers

\* For TLC: tabs are alike.
Symmetry == Permutations(Tabs)
=============================================================================
