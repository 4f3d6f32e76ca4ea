"""Stories of the demo corpus: a bank merger, a mine, a lost painting, a transfer, the drinking
water, a newspaper sold."""
# ruff: noqa: E501 - running text, one paragraph a line

from __future__ import annotations

from articles.demo.compose import (
    Credit,
    Phase,
    Special,
    Story,
    Unnamed,
    Unresolved,
    Via,
    Wire,
    at,
    figure,
    lead,
    nobody,
    para,
    said,
)
from articles.demo.schema import DemoClaim

CLAIMS = (
    DemoClaim(
        "merger-talks", "Ardent Bank and Corran Savings Bank are to merge", ("merger", "banks"), at(2026, 2, 24).date()
    ),
    DemoClaim("merger-jobs", "Jobs will be lost in the merger", ("merger", "jobs")),
    DemoClaim("merger-branches", "Branches will close after the merger", ("merger", "branches")),
    DemoClaim(
        "mine-stop", "Inspectors stopped work in part of the Tarnside mine", ("mine", "safety"), at(2026, 4, 21).date()
    ),
    DemoClaim("mine-gas", "Gas was measured above the limit in the mine", ("mine", "safety"), at(2026, 4, 20).date()),
    DemoClaim("mine-alarms", "Gas alarms in the mine had been switched off", ("mine", "safety")),
    DemoClaim("painting-found", "A lost picture by the painter Odile Marchbank has been found", ("museum", "painting")),
    DemoClaim("painting-price", "The museum is to pay more than a million for the picture", ("museum", "money")),
    DemoClaim("painting-real", "The picture is genuine", ("museum", "painting")),
    DemoClaim(
        "transfer-move", "Rafa Castell will move from Kestrel Bay Rovers to Atlético Ribanova", ("football", "transfer")
    ),
    DemoClaim("transfer-fee", "Ribanova pays millions for Castell", ("football", "money")),
    DemoClaim("transfer-row", "Castell quarrelled with the Rovers manager", ("football",)),
    DemoClaim("press-sale", "The Harbour Courier is sold to Brackwater Media", ("media",), at(2026, 1, 29).date()),
    DemoClaim("press-price", "Brackwater pays millions for the Harbour Courier", ("media", "money")),
    DemoClaim("press-merge", "The newsrooms of Courier and Lantern are to be merged", ("media", "jobs")),
    DemoClaim("water-boil", "Tap water in Ostermere must be boiled", ("water", "health"), at(2026, 6, 23).date()),
    DemoClaim("water-homes", "Thousands of households are affected by the boil notice", ("water", "health")),
    DemoClaim("water-cause", "A broken seal at a reservoir let dirt into the water", ("water", "infrastructure")),
)

BANKERS = Unnamed("three people with knowledge of the plans", 3, 3, "", "because the figures are not final")

MERGER = Story(
    "merger",
    "business",
    wires=(
        Wire(
            "northline",
            (
                "Ardent and Corran agree to merge",
                "Two banks become one: Ardent takes over Corran",
                "Bank merger: what changes for customers",
            ),
            "Ostermere",
            (
                para(
                    "[a:Ardent Bank and Corran Savings Bank will merge in July], {a:the two banks} <a:said> on Tuesday in a joint statement.",
                    a=said(["ardent", "corran"], "merger-talks", channel="written statement", none_needed=True),
                ),
                para(
                    "“[a:It is not a takeover, it is a wedding,]” {a:@achterberg} <a:said> at a press conference. [b:The new bank would have 84 branches and no more than 40 overlaps], {b:he} <b:added>.",
                    a=said("achterberg", "merger-talks", channel="press conference"),
                    b=said(
                        "achterberg",
                        "merger-branches~related",
                        channel="press conference",
                        figures=(
                            figure("84", 84, unit="branches"),
                            figure("no more than 40", None, 40, "no more than", "branches"),
                        ),
                    ),
                ),
                para(
                    "{a:@melling}, who will be deputy head of the new bank, <a:said> [a:nobody would be dismissed before the end of 2027].",
                    a=said("melling", "merger-jobs~related"),
                ),
                para(
                    "{a:@markets_board} <a:said> [a:it had been told of the plan in January and would decide by the middle of June].",
                    a=said("markets_board"),
                ),
                para(
                    "Shares in Ardent rose by six per cent. Corran, founded by net makers in 1871, belongs to its depositors, who must agree by a majority of three quarters.",
                ),
            ),
            at(2026, 2, 24, 7, 40),
            "ledger=dateline courier=byline lantern=byline sentinel=byline radio=foot lowland=byline beacon=copy post=bare",
        ),
    ),
    phases=(
        Phase(
            "plan",
            at(2026, 2, 24, 12),
            "ledger sentinel courier lantern tideline radio beacon",
            (
                lead(
                    (
                        "Merged bank to shed 400 jobs",
                        "Insiders put bank job losses at 400",
                        "Bank wedding may cost 400 jobs",
                    ),
                    "[a:About 400 jobs would go by 2029 if Ardent Bank and Corran Savings Bank become one], {a:three people with knowledge of the plans} ⟪a:<a:told> ~us⟫. They asked not to be named because the figures are not final.",
                    standfirst="Banks speak of “natural turnover” and give no number",
                    a=said(
                        BANKERS,
                        "merger-jobs",
                        own=True,
                        figures=figure("About 400", 400, qualifier="about", unit="jobs"),
                    ),
                    skip="lantern courier",
                ),
                lead(
                    (
                        "Savers to vote on end of Corran",
                        "Corran savers get their say in April",
                        "A vote on the last day of April",
                        "155 years of Corran: will savers say yes?",
                    ),
                    "The depositors of Corran Savings Bank [a:will be asked on 30 April whether their bank should cease to exist], {a:@melling} <a:said>. ⟦She intends to vote yes.¦Ballot papers go out with the next statement.⟧",
                    a=said("melling"),
                ),
                lead(
                    (
                        "Which branches will close?",
                        "Two counters, one street: 40 branches to be joined",
                        "40 branches on the list, bank confirms",
                    ),
                    "[a:Up to 40 branches of the two banks stand within sight of each other and will be joined], {a:@achterberg} has <a:confirmed>.",
                    a=said("achterberg", "merger-branches", figures=figure("Up to 40", None, 40, "up to", "branches")),
                ),
            ),
            (
                para(
                    "“[a:I opened my account here with sixpence and a note from my mother,]” <a:said> {a:Winnie Strake}, in the queue at the Rope Street branch. “[a:If they shut it I shall want both back.]”",
                    a=said(Unresolved("Winnie Strake", "person")),
                ),
                para(
                    "{a:@ardent} <a:denied> that [a:the number of jobs to go had been settled].",
                    a=said("ardent", "merger-jobs", polarity="denies"),
                ),
                para(
                    "{a:@tolland} <a:said> [a:the board would look hardest at towns where the two are the only banks]. [b:There are nine of those], {b:she} <b:added>.",
                    a=said("tolland"),
                    b=said("tolland", figures=figure("nine", 9, unit="towns")),
                ),
                para(
                    "[a:The merger would cost £65m, to be earned back in three years], <a:according to> {a:@merger_prospectus}, an early copy of which went out with the invitation.",
                    a=said(
                        "merger_prospectus",
                        channel="report or document",
                        none_needed=True,
                        figures=figure("£65m", 65_000_000, unit="pounds"),
                    ),
                ),
                para(
                    "{a:@council}, which keeps £8m with Corran, <a:declined> to say how it would vote.",
                    a=said("council", polarity="declined"),
                ),
            ),
            (
                para(
                    "Ardent was formed in 1996 from two building societies. It has 61 branches, Corran has 63; four out of five customers of both live within an hour of Ostermere."
                ),
                para("It would be the largest merger of banks in the region since the war."),
            ),
            certain={"ledger": (0, ())},
        ),
        Phase(
            "cleared",
            at(2026, 6, 12, 10),
            "ledger sentinel courier lantern radio beacon",
            (
                lead(
                    (
                        "Bank merger cleared, with conditions",
                        "Nine towns keep their counter",
                        "Banks may merge, says board",
                        "Watchdog says yes to bank merger",
                    ),
                    "[a:Ardent and Corran may merge if they keep one branch open in each of nine towns for ten years], {a:@markets_board} <a:ruled> on Friday.",
                    standfirst="Board sets a term that ends in 2036",
                    a=said("markets_board", "merger-branches~related", none_needed=True, channel="report or document"),
                ),
                lead(
                    (
                        "Bank to cut “up to 500” jobs, says paper",
                        "From 400 to 500: job figure in bank merger grows",
                        "More jobs at risk in bank merger",
                    ),
                    "[a:[b:Up to 500 jobs could go when Ardent Bank and Corran Savings Bank become one], <b:according to> {b:a paper for the board of Ardent}], {a:@tideline} <a:reported>. The figure given in February was about 400.",
                    a=said("tideline", "merger-jobs", none_needed=True, channel="press report"),
                    b=said(
                        Unnamed("a paper for the board of Ardent", kind="document"),
                        "merger-jobs",
                        channel="report or document",
                        figures=figure("Up to 500", None, 500, "up to", "jobs"),
                    ),
                ),
                lead(
                    ("What the bank merger means for customers", "New cards by autumn: bank merger goes ahead"),
                    "Customers of Ardent and Corran [a:will keep their account numbers and get a new card by the autumn], {a:@melling} <a:said> on Friday, after the board that watches over mergers had let the two banks go ahead.",
                    a=said("melling", "merger-talks~related"),
                ),
            ),
            (
                para(
                    "“[a:We can live with it, and so can the nine towns,]” {a:@achterberg} <a:~said>.",
                    a=said("achterberg"),
                ),
                para(
                    "{a:Bram Holloway}, who speaks for bank staff, <a:said> [a:450 was the number he had been given in confidence]. “[b:I am no longer confident,]” {b:he} <b:added>.",
                    a=said(
                        Unresolved("Bram Holloway", "person"), "merger-jobs", figures=figure("450", 450, unit="jobs")
                    ),
                    b=said(Unresolved("Bram Holloway", "person")),
                ),
                para(
                    "{a:@tolland} and {a:@melling} <a:said> that [a:the list of branches would be published before the summer].",
                    a=said(["tolland", "melling"], "merger-branches~related"),
                ),
                para(
                    "The depositors agreed in April by 81 per cent. [a:The first joint signs are to go up in July], it is <a:understood>, in a green that neither bank has used before.",
                    a=nobody(),
                ),
            ),
            (
                para(
                    "The two banks announced in February that they would become one. Together they have 124 branches, of which up to 40 will be joined."
                ),
            ),
        ),
    ),
    specials=(
        Special(
            "merger-x-interview",
            "ledger",
            at(2026, 3, 5),
            "“A savings bank is a promise with a door”",
            para(
                "{a,b,c:@melling} has run Corran Savings Bank for seven years and is about to make it disappear. She ⟪a,b,c:spoke to the Ledger⟫ in a room with nets on the ceiling.\n\nWhy now? “[a:Because a bank our size spends a third of what it earns on computers, and they are never ours,]” she <a:said>.\n\nHow many jobs? “[b:Nobody will be dismissed before the end of 2027. After that I should be a fool to give a number, and you would be right to print it.]” That was all she <b:said>.\n\nWas she pushed? “[c:I proposed it,]” she <c:said>. “[c:Twice. The first time Ruben laughed.]”\n\nShe will keep the nets. They were made by the founders, who had to repair them on Sundays and thought it no sin.",
                a=said("melling", own=True, channel="interview"),
                b=said("melling", "merger-jobs~related", own=True, channel="interview"),
                c=said("melling", "merger-talks", own=True, channel="interview"),
            ),
            genre="interview",
            byline="Victoria Teale",
        ),
        Special(
            "merger-x-tideline",
            "tideline",
            at(2026, 6, 11, 17),
            "Paper shows 500 jobs on the line in bank merger",
            para(
                "[a:Up to 500 jobs could go when Ardent Bank and Corran Savings Bank become one this summer], <a:according to> {a:a paper for the board of Ardent} that ⟪a:Tideline has seen⟫.\n\nThat is a hundred more than the [b:“about 400”] which {b:three people with knowledge of the plans} had <b:named> ⟪b:to the Merrow Ledger⟫ in February.\n\n{c:A spokeswoman for Ardent} <c:said> [c:the paper was “one of several, and an old one”]. It is dated 2 June.\n\nThe savings come for the most part from the two head offices, which stand four streets apart in Ostermere, and from a computing centre that nobody seems to want. The watchdog decides on the merger tomorrow. {d:Greta Tolland}, who chairs it, <d:declined to comment>.",
                a=said(
                    Unnamed("a paper for the board of Ardent", kind="document"),
                    "merger-jobs",
                    own=True,
                    channel="report or document",
                    figures=figure("Up to 500", None, 500, "up to", "jobs"),
                ),
                b=said(
                    Unnamed("three people with knowledge of the plans", 3, 3),
                    "merger-jobs",
                    via=Via("ledger", "words", "merger-plan-ledger"),
                    figures=figure("about 400", 400, qualifier="about", unit="jobs"),
                ),
                c=said(Unnamed("A spokeswoman for Ardent", 1, 1, "Ardent Bank")),
                d=said("tolland", polarity="declined"),
            ),
        ),
        Special(
            "merger-x-ledger-self",
            "ledger",
            at(2026, 6, 15),
            "How 400 jobs became 500",
            para(
                "In February {a:this newspaper} <a:reported> that [a:about 400 jobs would go if two banks became one]. On Thursday the website {b:@tideline.full} <b:put> the number at [b:up to 500]. On Friday {c:a man who speaks for the staff} <c:named> [c:450].\n\nThe three numbers are one number, and it is worth saying how. Our 400 came from people who had seen a draft of January. {d:Two of the three} ⟪d:now <d:tell> us⟫ that [d:the draft left out the computing centre]. With it one arrives at 450 or 500, depending on whether the night guards are counted.\n\nNone of this has been confirmed by {e:Ardent}, which <e:says> that [e:no number has been settled]. It has said so three times now.",
                a=said(
                    "ledger",
                    "merger-jobs",
                    none_needed=True,
                    channel="press report",
                    cited="merger-plan-ledger",
                    figures=figure("about 400", 400, qualifier="about", unit="jobs"),
                ),
                b=said(
                    "tideline",
                    "merger-jobs",
                    none_needed=True,
                    channel="press report",
                    cited="merger-x-tideline",
                    figures=figure("up to 500", None, 500, "up to", "jobs"),
                ),
                c=said(
                    Unnamed("a man who speaks for the staff", 1, 1),
                    "merger-jobs",
                    figures=figure("450", 450, unit="jobs"),
                ),
                d=said(Unnamed("Two of the three", 2, 2), "merger-jobs~related", own=True),
                e=said("ardent", "merger-jobs~different"),
            ),
            genre="analysis",
            byline="Anselm Rook",
        ),
    ),
)

MINE = Story(
    "mine",
    "region",
    wires=(
        Wire(
            "northline",
            (
                "Inspectors stop work in part of Tarnside mine",
                "Part of mine shut after gas is measured",
                "Tarnside: work stopped on lower level",
            ),
            "Tarnside",
            (
                para(
                    "[a:Work on the lowest level of the Tarnside mine was stopped on Tuesday after gas was measured above the limit], {a:@mines_office} <a:said>.",
                    a=said("mines_office", "mine-stop mine-gas"),
                ),
                para(
                    "[a:The reading of 1.6 per cent was taken on Monday at the start of the late shift], <a:according to> {a:@notice_14}, which was pinned to the gate. The limit is 1.25.",
                    a=said(
                        "notice_14",
                        "mine-gas",
                        none_needed=True,
                        channel="report or document",
                        figures=figure("1.6 per cent", 1.6, unit="per cent"),
                    ),
                ),
                para(
                    "“[a:Everybody was brought up and nobody was hurt,]” <a:said> {a:@garrick}. [b:The level would open again “in days, not weeks”], {b:he} <b:said>.",
                    a=said("garrick"),
                    b=said("garrick", "mine-stop~related"),
                ),
                para(
                    "{a:@thorne} <a:would not say> when that might be. “[b:Gas does not read timetables,]” {b:she} <b:told> Northline.",
                    a=said("thorne", polarity="declined"),
                    b=said("thorne", none_needed=True, channel="interview"),
                ),
                para(
                    "Tarnside is the last zinc mine in the region. About 260 people work there, 70 of them on the lowest level, 640 metres down.",
                ),
            ),
            at(2026, 4, 21, 16, 30),
            "courier=foot sentinel=dateline lantern=byline beacon=byline radio=byline ledger=bare tideline=copy",
        ),
    ),
    phases=(
        Phase(
            "gate",
            at(2026, 4, 22, 8),
            "courier lantern sentinel radio beacon tideline ledger",
            (
                lead(
                    (
                        "Gas alarms had been switched off, miners say",
                        "Four miners and two silent alarms",
                        "Mine alarms were off, say workers",
                    ),
                    "[a:Two gas alarms on the lowest level of the Tarnside mine had been switched off for days], {a:four miners} ⟪a:<a:told> ~us⟫ at the gate. None wanted to give a name, for fear of losing work.",
                    standfirst="Manager calls the claim “a misunderstanding about a repair”",
                    a=said(
                        Unnamed("four miners", 4, 4, "Tarn Minerals", "for fear of losing work"),
                        "mine-alarms",
                        own=True,
                        channel="interview",
                        figures=figure("Two", 2, unit="alarms"),
                    ),
                    skip="radio",
                ),
                lead(
                    (
                        "Families demand answers from mine",
                        "“I heard it from the baker”",
                        "Told too little, too late, say Tarnside families",
                        "“We listen for the whistle”: families at the mine gate",
                    ),
                    "[a:Relatives of miners at Tarnside have been told too little, and too late], {a:@whin} <a:said> on Wednesday. “[b:I heard about the gas from the baker,]” {b:she} <b:said>.",
                    a=said("whin"),
                    b=said("whin", "mine-gas"),
                ),
                lead(
                    (
                        "Mine “will reopen in days”",
                        "Manager expects mine to open soon",
                        "Lower level shut, upper levels at work",
                    ),
                    "[a:The part of the Tarnside mine that was shut on Tuesday can open again in days], {a:@garrick} <a:said>; on the levels above it the morning shift went down as usual.",
                    a=said("garrick", "mine-stop~related"),
                ),
            ),
            (
                para(
                    "{a:@garrick} <a:denied> that [a:any alarm had been switched off]. [b:Two had been “taken out for cleaning and replaced within the hour”], {b:he} <b:said>.",
                    a=said("garrick", "mine-alarms", polarity="denies"),
                    b=said("garrick", "mine-alarms~different", figures=figure("Two", 2, unit="alarms")),
                ),
                para(
                    "[a:The inspectors would look at the alarms as well], {a:@thorne} <a:~said>.",
                    a=said("thorne", "mine-alarms~unsure"),
                ),
                para(
                    "{a:@tarn} <a:declined> to comment on how many readings above the limit there had been this year.",
                    a=said("tarn", polarity="declined"),
                ),
                para(
                    "[a:There were five this year and last], <a:says> {a:a former shift leader} who went in the summer. “[b:And that is counting only those somebody wrote down,]” {b:he} <b:added>.",
                    a=said(
                        Unnamed("a former shift leader", 1, 1, "Tarn Minerals"),
                        "mine-gas~related",
                        figures=figure("five", 5, unit="readings"),
                    ),
                    b=said(Unnamed("a former shift leader", 1, 1, "Tarn Minerals"), "mine-gas~related"),
                ),
                para(
                    "At noon the siren was tested, as it is each Wednesday. [a:Everybody at the gate stopped talking until it ended], as this reporter ⟪a:could see⟫.",
                    a=nobody(own_voice=True, own=True),
                    skip="radio tideline",
                ),
                para(
                    "[a:[b:One of the alarms had been wrapped in a glove], {b:a miner} <b:told> his family], <a:according to> {a:@whin}.",
                    a=said("whin", "mine-alarms"),
                    b=said(Unnamed("a miner", 1, 1), "mine-alarms"),
                ),
            ),
            (
                para(
                    "Zinc has been dug at Tarnside since 1846. The last fatal accident was in 1979; the families' group goes back to it."
                ),
                para(
                    "Methane seeps from a band of shale under the ore. Fans drive it out, and where they fall short the rules say that people must leave at 1.25 per cent."
                ),
            ),
            certain={"sentinel": (0, ())},
        ),
        Phase(
            "findings",
            at(2026, 5, 6, 9),
            "courier sentinel lantern radio",
            (
                lead(
                    (
                        "Mine alarms were off for nine days, inspectors find",
                        "Inspectors: two alarms off, one in a glove",
                    ),
                    "[a:Two gas alarms in the Tarnside mine were out of use for nine days in April], {a:@mines_office} has <a:found>. [b:A third had been covered], {b:its report} <b:says>.",
                    standfirst="Report confirms what miners had said at the gate",
                    a=said(
                        "mines_office",
                        "mine-alarms",
                        none_needed=True,
                        channel="report or document",
                        figures=(figure("Two", 2, unit="alarms"), figure("nine days", 9, unit="days")),
                    ),
                    b=said("mines_office", "mine-alarms", none_needed=True, channel="report or document"),
                ),
                lead(
                    ("Mine manager steps aside", "Tarnside manager goes after alarm report"),
                    "The manager of the Tarnside mine, Owen Garrick, [a:has stepped aside “so that trust can come back before he does”], {a:@tarn} <a:said> in a statement on Wednesday.",
                    a=said("tarn", channel="written statement", none_needed=True),
                ),
                lead(
                    (
                        "“I would rather have been wrong”: families on mine report",
                        "Families want names after mine report",
                    ),
                    "Those who told the truth about the alarms at Tarnside [a:still do not dare to give their names], {a:@whin} <a:said> on Wednesday. Inspectors had just ⟦borne out most of what was said at the gate¦published what they found⟧.",
                    a=said("whin", "mine-alarms~related"),
                ),
            ),
            (
                para(
                    "“[a:I take no joy in it. I would rather have been wrong,]” {a:@whin} <a:~said>.",
                    a=said("whin"),
                ),
                para(
                    "[a:The mine can open in full next Monday if the alarms are tested in front of an inspector], {a:@thorne} <a:said>.",
                    a=said("thorne", "mine-stop~related"),
                ),
                para(
                    "{a:@garrick} <a:said> in a note to staff that [a:he had “believed what he was told and should have climbed down to look”].",
                    a=said("garrick", "mine-alarms~related", channel="written statement"),
                ),
                para(
                    "[a:Charges against two foremen are being prepared], <a:according to> {a:a person familiar with the inquiry}; {b:@police} <b:would neither confirm nor deny> it.",
                    a=said(Unnamed("a person familiar with the inquiry", 1, 1)),
                    b=said("police", polarity="declined"),
                ),
            ),
            (
                para(
                    "The lowest level was cleared on 20 April when gas was measured at 1.6 per cent. Miners had told reporters at once that alarms were off; the company denied it."
                ),
            ),
        ),
    ),
    specials=(
        Special(
            "mine-x-bote",
            "bote",
            at(2026, 4, 23),
            "Zinkmine Tarnside: Arbeit auf unterster Sohle eingestellt",
            para(
                "Auf der untersten Sohle der Zinkmine Tarnside ruht die Arbeit. [a:Dort sei am Montag mehr Gas gemessen worden als erlaubt], <a:teilte> {a:die Bergaufsicht} mit.\n\n[b:Zwei Gaswarner seien tagelang abgeschaltet gewesen], <b:sagten> {b:vier Bergleute} ⟪b:dem Ostermere Sentinel⟫. Die Betriebsleitung widerspricht.\n\nIm Steinbrucker Revier erinnert man sich an ähnliche Tage. „[c:Gas riecht man nicht, man glaubt dem Gerät oder man glaubt dem Chef]“, <c:sagt> {c:Altobersteiger Franz Kogler} ⟪c:dem Boten⟫.\n\nIn Tarnside arbeiten 260 Menschen, 70 davon auf der gesperrten Sohle in 640 Metern Tiefe. Wann sie wieder einfahren dürfen, ist offen: „[d:Gas liest keine Fahrpläne]“, <d:wird> {d:die Inspektorin Edda Thorne} ⟪d:von Northline zitiert⟫.",
                a=said("mines_office", "mine-gas"),
                b=said(
                    Unnamed("vier Bergleute", 4, 4),
                    "mine-alarms",
                    via=Via("sentinel", "words", "mine-gate-sentinel"),
                    figures=figure("Zwei", 2, unit="alarms"),
                ),
                c=said(Unresolved("Franz Kogler", "person"), own=True, channel="interview"),
                d=said("thorne", via=Via("northline", "words", "mine-wire-northline")),
            ),
            language="de",
        ),
        Special(
            "mine-x-opinion",
            "sentinel",
            at(2026, 5, 8, 5),
            "The glove",
            para(
                "There are reports that one reads for their numbers and reports that one reads for a single noun. In the inspectors' report on Tarnside the noun is “glove”.\n\n[a:An alarm had been covered], {a:the report} <a:says>, and adds in a footnote, with what with. A left glove, leather, size nine. Somebody took it off a hand, six hundred metres down, because the thing would not stop telling him something.\n\n{b:@garrick} <b:writes> that [b:he should have climbed down to look]. It is the best sentence in the affair. {c:@miners_families} <c:said> in the first hour that [c:an alarm had been wrapped in a glove], and {d:@tarn.full} <d:called> [d:that “baker's gossip”].\n\nNine days. The men who told our reporters about it did so without their names. One hopes that they may soon use them again.",
                a=said("mines_office", "mine-alarms", none_needed=True, channel="report or document"),
                b=said("garrick", "mine-alarms~related", channel="written statement"),
                c=said("miners_families", "mine-alarms"),
                d=said("tarn", "mine-alarms~different"),
            ),
            genre="opinion",
            byline="Edmund Rusk",
        ),
    ),
)

PAINTING = Story(
    "painting",
    "culture",
    wires=(
        Wire(
            "kontor",
            (
                "Verschollenes Bild von Odile Marchbank offenbar gefunden",
                "Ein Bild taucht wieder auf",
                "Marchbank-Gemälde nach 80 Jahren entdeckt",
            ),
            "Norderau",
            (
                para(
                    "[a:Ein seit achtzig Jahren verschollenes Bild der Malerin Odile Marchbank ist in einem Lagerhaus in Norderau gefunden worden], <a:sagte> {a:eine Sprecherin des Auktionshauses Ritter & Thale} am Donnerstag.",
                    a=said(
                        Unnamed("eine Sprecherin des Auktionshauses Ritter & Thale", 1, 1, "Ritter & Thale"),
                        "painting-found",
                    ),
                ),
                para(
                    "„[a:Wir haben keinen Zweifel, dass es echt ist]“, <a:erklärte> {a:der Kunsthistoriker Wendelin Aschauer}, der es als Erster gesehen hat.",
                    a=said(Unresolved("Wendelin Aschauer", "person"), "painting-real"),
                ),
                para(
                    "Das Bild zeigt den Hafen von Kesterholm bei Ebbe und galt seit einem Umzug im Winter 1945 als verloren. Es lag in einer Kiste mit der Aufschrift „Vorhänge“, zusammen mit Vorhängen.",
                ),
                para(
                    "{a:Das Ostermere Museum of Painting}, das die größte Sammlung der Malerin besitzt, <a:wollte> sich zunächst nicht äußern. Nach der Versteigerung des Nachlasses im Frühjahr hatte niemand die Kiste abgeholt.",
                    a=said("museum", polarity="declined"),
                ),
            ),
            at(2026, 8, 20, 13),
            "tageblatt=byline bote=dateline",
        ),
    ),
    phases=(
        Phase(
            "found",
            at(2026, 8, 21, 9),
            "sentinel beacon courier radio lantern tideline chronicle",
            (
                lead(
                    (
                        "Lost Marchbank found among curtains",
                        "Found in a box of curtains: a painter's harbour",
                        "Eighty years in a box marked “curtains”",
                        "A harbour at low tide, lost for eighty years",
                    ),
                    "[a:A picture by Odile Marchbank that had been lost for eighty years has turned up in a warehouse in Norderau], {a:@kontor.full} <a:reports>. It was in a box marked “curtains”.",
                    standfirst="Painter's view of Kesterholm was last seen in the winter of 1945",
                    a=said(
                        "kontor",
                        "painting-found",
                        none_needed=True,
                        channel="press report",
                        cited="painting-wire-kontor",
                    ),
                ),
                lead(
                    (
                        "Museum “would love” to have lost picture",
                        "Will the lost Marchbank come home?",
                        "Museum eyes painting found in a box",
                    ),
                    "{a:@hesse} has <a:said> [a:she would love to show the lost picture by Odile Marchbank in Ostermere] ⟦and has bought a train ticket to Norderau¦and would travel to Norderau to see it⟧.",
                    a=said("hesse", "painting-found~unsure"),
                ),
                lead(
                    ("Is it real? Expert has “no doubt”", "Expert vouches for lost picture"),
                    "[a:The harbour picture found in Norderau is by Odile Marchbank and by nobody else], {a:the art historian Wendelin Aschauer} ⟪a:<a:told> Kontor Pressedienst⟫. ⟦He recognised the mud.¦He was given ten minutes with it, and a torch.⟧",
                    a=said(
                        Unresolved("Wendelin Aschauer", "person"),
                        "painting-real",
                        via=Via("kontor", "words", "painting-wire-kontor"),
                    ),
                ),
            ),
            (
                para(
                    "“[a:I have seen two photographs and a piece of blue,]” {a:@hesse} ⟪a:<a:told> ~us⟫. “[a:The blue looks right.]”",
                    a=said("hesse", "painting-real~related", own=True, channel="interview"),
                    skip="lantern radio",
                ),
                para(
                    "{a:Wendelin Aschauer}, the art historian who saw it first, <a:said> [a:he had no doubt that it was genuine].",
                    a=said(Unresolved("Wendelin Aschauer", "person"), "painting-real"),
                ),
                para(
                    "[a:A price has not been named], {a:the auction house Ritter & Thale} <a:said>; it is <b:thought> [b:to lie well above half a million pounds].",
                    a=said(Unresolved("Ritter & Thale", "organisation")),
                    b=nobody(
                        "painting-price~related",
                        figures=figure(
                            "well above half a million pounds", 500_000, qualifier="well above", unit="pounds"
                        ),
                    ),
                ),
                para(
                    "[a:[b:The box had been offered to a theatre, which had no use for curtains], {b:the warehouse keeper} <b:recalled>], <a:according to> {a:@tageblatt.full}.",
                    a=said("tageblatt", none_needed=True, channel="press report"),
                    b=said(Unnamed("the warehouse keeper", 1, 1)),
                ),
            ),
            (
                para(
                    "Odile Marchbank painted the harbour of Kesterholm some forty times between 1921 and 1938, always at low tide. Twelve of the pictures hang in Ostermere."
                ),
                para(
                    "The picture was last seen when its owner moved house in January 1945. An insurance list of that year calls it “Harbour, mostly mud”."
                ),
            ),
            certain={"sentinel": (0, (0,))},
        ),
    ),
    specials=(
        Special(
            "painting-x-lantern",
            "lantern",
            at(2026, 9, 2, 6, 30),
            "Museum “to pay £1.2m” for mud painting",
            para(
                'It is mostly mud, and it may cost more than a million. [a:The museum in Ostermere is to pay £1.2m for the lost harbour picture], {a:a person close to the deal} has <a:said>, ⟪a:according to the Beacon⟫.\n\nThe picture turned up last month in a box of curtains. The museum has a budget for new works of £80,000 a year, and a roof that lets in the rain.\n\nMuseum director {b:Mirjam Hesse} <b:declined to comment>.\n\n"[c:For that money I would want the tide in,]" <c:said> {c:Reg Tanner}, who was eating his lunch on the museum steps. Others were kinder. {v:Video: Harbour Courier.} A school class from Kesterholm had drawn the picture from memory, without having seen it, and got the mud about right. The drawings hang in the museum\'s hall until Sunday, and admission to the hall is free.',
                a=said(
                    Unnamed("a person close to the deal", 1, 1),
                    "painting-price",
                    via=Via("beacon", "cited article", "painting-x-beacon"),
                    figures=figure("£1.2m", 1_200_000, unit="pounds"),
                ),
                b=said("hesse", polarity="declined"),
                c=said(Unresolved("Reg Tanner", "person")),
                v=Credit("video", "courier"),
            ),
        ),
        Special(
            "painting-x-beacon",
            "beacon",
            at(2026, 9, 2),
            "More than a million for the lost Marchbank?",
            para(
                "[a:The Ostermere Museum of Painting will pay more than £1m for the picture found in Norderau], {a:a person close to the deal} ⟪a:<a:told> Lowland View⟫, whose report appeared on Tuesday night. It is understood that a foundation would pay half.\n\nThe museum's director was not available. [b:No contract had been signed], {b:a member of its board} <b:said>, [b:“and if it had I should not tell you in a lift”].\n\nOur sums: the museum has £310,000 in its purchase fund. The sale of tea towels, which brought in £41,000 last year, will not close the gap. A foundation in Kesterholm, whose name we know and have been asked not to print, has given to the museum twice before.\n\nThe picture goes on show at the auction house on 14 September.",
                a=said(
                    Unnamed("a person close to the deal", 1, 1),
                    "painting-price",
                    via=Via("lowland", "cited article", "painting-x-lowland"),
                    figures=figure("more than £1m", 1_000_000, qualifier="more than", unit="pounds"),
                ),
                b=said(Unnamed("a member of its board", 1, 1, "Ostermere Museum of Painting")),
            ),
        ),
        Special(
            "painting-x-lowland",
            "lowland",
            at(2026, 9, 1, 21, 15),
            "Museum close to deal on £1.2m painting, tabloid says",
            para(
                "The museum in Ostermere is close to buying the lost harbour picture by Odile Marchbank. [a:It will cost around £1.2m], {a:a person close to the deal} <a:said>, ⟪a:as the Daily Lantern's website had it⟫ this evening.\n\nThe story has been taken down and put up again twice in the past hour, which may mean something or nothing. A call to the museum was answered by a man who was there to mend the roof.\n\nMarchbank's mother came from this county, and two of her early pictures hang in the library here. The librarian, {b:Maeve Tully}, ⟪b:<b:told> Lowland View⟫ [b:she would lend them for a show if anyone asked nicely]. They are small, she said, and there is no mud in them at all, only a dog, twice, from the side.",
                a=said(
                    Unnamed("a person close to the deal", 1, 1),
                    "painting-price",
                    via=Via("lantern", "cited article", "painting-x-lantern"),
                    figures=figure("around £1.2m", 1_200_000, qualifier="around", unit="pounds"),
                ),
                b=said(Unresolved("Maeve Tully", "person"), own=True, channel="interview"),
            ),
        ),
        Special(
            "painting-x-sentinel",
            "sentinel",
            at(2026, 9, 8, 5),
            "Where the million came from",
            para(
                "No contract exists, no price has been agreed, and [a:the museum has made no offer], {a:@hesse} ⟪a:<a:said> when this newspaper asked her⟫ on Monday. So where did the £1.2m come from?\n\nThe Lantern has it from the Beacon. The Beacon has it from Lowland View. Lowland View has it, on the page, from the Lantern. Each of the three quotes “a person close to the deal”, and each has that person from the one before.\n\n{b:An editor at one of the three} <b:told> us, red in the face, [b:that they had “assumed somebody had rung somebody”]. Nobody had.\n\n{c:@hesse} <c:denied> that [c:the museum would pay more than a million]. “[d:We have a roof,]” {d:she} <d:said>.",
                a=said("hesse", "painting-price~different", own=True, channel="interview"),
                b=said(Unnamed("An editor at one of the three", 1, 1), own=True, channel="interview"),
                c=said("hesse", "painting-price", polarity="denies", own=True),
                d=said("hesse", own=True, channel="interview"),
            ),
            genre="analysis",
            byline="Catherine Vale",
        ),
        Special(
            "painting-x-tageblatt",
            "tageblatt",
            at(2026, 8, 22, 5, 15),
            "„Vorhänge“ stand auf der Kiste",
            para(
                "Das Lagerhaus am Alten Kai hat vier Stockwerke, und in keinem davon vermutet man Kunst. Hier fand Lagerverwalter Onno Tiedke die Kiste, aus der nun das verschollene Bild von Odile Marchbank kam.\n\n„[a:Ich habe sie zuerst einem Theater angeboten, aber die hatten schon Vorhänge]“, <a:erzählt> {a:Tiedke} ⟪a:unserer Zeitung⟫.\n\nIn Ostermere hofft man auf das Bild. [b:Das Blau sehe richtig aus], <b:sagte> {b:Museumsdirektorin Mirjam Hesse} ⟪b:dem Ostermere Sentinel⟫.\n\nDas Auktionshaus will es am 14. September zeigen. [c:Echt sei es ohne jeden Zweifel], so <c:wiederholte> {c:der Kunsthistoriker Wendelin Aschauer} am Freitag. Bis dahin steht das Bild in einem Raum ohne Fenster, dessen Tür, wie Tiedke versichert, nun immer abgeschlossen wird.",
                a=said(Unresolved("Onno Tiedke", "person"), own=True, channel="interview"),
                b=said("hesse", "painting-real~related", via=Via("sentinel", "words", "painting-found-sentinel")),
                c=said(Unresolved("Wendelin Aschauer", "person"), "painting-real"),
            ),
            language="de",
        ),
    ),
)

TRANSFER = Story(
    "transfer",
    "sport",
    wires=(
        Wire(
            "northline",
            (
                "Castell leaves Rovers for Ribanova",
                "Winger Castell signs for Ribanova",
                "Rovers sell Castell",
            ),
            "Kestrel Bay",
            (
                para(
                    "[a:Rafa Castell will play for Atlético Ribanova next season], {a:@rovers} <a:said> on Saturday. [b:The clubs had agreed not to name the fee], {b:it} <b:added>.",
                    a=said("rovers", "transfer-move", none_needed=True),
                    b=said("rovers"),
                ),
                para(
                    "“[a:I came with one bag and I leave with two, and the second is full of scarves,]” {a:@castell} <a:wrote> to supporters.",
                    a=said("castell", channel="post", none_needed=True),
                ),
                para(
                    "{a:@umber} <a:called> him [a:“the best player who has ever shouted at me”].",
                    a=said("umber", "transfer-row~related"),
                ),
                para(
                    "[a:The winger has signed for four years], {a:@pazos} <a:told> a press conference in Ribanova. He was given a shirt with the number eleven and the wrong accent.",
                    a=said(
                        "pazos",
                        "transfer-move",
                        channel="press conference",
                        figures=figure("four years", 4, unit="years"),
                    ),
                ),
                para(
                    "Castell, 26, scored thirty-one goals in three seasons at Kestrel Bay. The season begins on 15 August, with Rovers away at Ostermere.",
                ),
            ),
            at(2026, 7, 25, 11),
            "post=byline courier=dateline lantern=byline radio=byline sentinel=foot beacon=bare tideline=byline",
        ),
    ),
    phases=(
        Phase(
            "rumour",
            at(2026, 7, 20, 9),
            "post lantern courier radio tideline sentinel lowland",
            (
                lead(
                    (
                        "Castell on his way to Spain?",
                        "Winger's friend: he wants to leave",
                        "Castell “wants to go”",
                        "Spanish club after Castell",
                    ),
                    "[a:Rafa Castell wants to leave Kestrel Bay Rovers for Atlético Ribanova], {a:a friend of the winger} has <a:said>. ⟦Rovers would not comment.¦The player's telephone was off all day.⟧",
                    a=said(Unnamed("a friend of the winger", 1, 1), "transfer-move"),
                ),
                lead(
                    (
                        "Ribanova “bid £4m” for Castell",
                        "Spain calls for Castell, report says",
                        "£4m bid for winger, Spanish paper says",
                    ),
                    "[a:[b:Atlético Ribanova have offered £4m for the Rovers winger Rafa Castell], {b:club sources} <b:say>], <a:according to> {a:@diario.full}.",
                    a=said(
                        "diario",
                        "transfer-fee transfer-move",
                        none_needed=True,
                        channel="press report",
                        cited="transfer-x-diario",
                    ),
                    b=said(
                        Unnamed("club sources", None, None, "Atlético Ribanova"),
                        "transfer-fee",
                        figures=figure("£4m", 4_000_000, unit="pounds"),
                    ),
                ),
                lead(
                    (
                        "Umber denies row with Castell",
                        "No blows in the dressing room, says Umber",
                        "Rovers manager plays down quarrel",
                        "“We shout, it is football”, says Umber",
                    ),
                    "{a:@umber} has <a:denied> that [a:he and Rafa Castell came to blows in the dressing room]. “[b:We shout. It is football, not chess,]” {b:he} <b:said>.",
                    a=said("umber", "transfer-row", polarity="denies"),
                    b=said("umber", "transfer-row~related"),
                ),
            ),
            (
                para(
                    "[a:The two had not spoken since the last game of the season], {a:three people at the club} <a:said>.",
                    a=said(Unnamed("three people at the club", 3, 3, "Kestrel Bay Rovers"), "transfer-row"),
                ),
                para(
                    "{a:@supporters} <a:said> [a:its members would rather lose a cup than Castell].",
                    a=said("supporters"),
                ),
                para(
                    "“[a:He is a Rovers player and has trained like one,]” <a:said> {a:@umber}. On the fee {b:he} <b:had nothing to say>.",
                    a=said("umber", "transfer-move~different"),
                    b=said("umber", polarity="declined"),
                ),
                para(
                    "{a:@ribanova} <a:denied> in a post that [a:an offer had been made], and deleted it after an hour.",
                    a=said("ribanova", "transfer-fee", polarity="denies", channel="post"),
                ),
                para(
                    "[a:A house has been rented in Ribanova in the name of Castell's sister], {a:@lantern} <a:reported>.",
                    a=said("lantern", "transfer-move~unsure", none_needed=True, channel="press report"),
                    skip="lantern",
                ),
                para(
                    "At the training ground on Monday [a:he left by the back gate, in a small car, with a big smile], as our reporter ⟪a:saw⟫.",
                    a=nobody("transfer-move~related", own_voice=True, own=True),
                    skip="tideline radio sentinel",
                ),
            ),
            (
                para(
                    "Castell came to Kestrel Bay in 2023 from a second-division club. He scored fourteen goals last season, two of them from the corner flag."
                ),
                para("Rovers finished sixth. Ribanova, newly promoted, have money from the sale of their old ground."),
            ),
        ),
    ),
    specials=(
        Special(
            "transfer-x-diario",
            "diario",
            at(2026, 7, 19, 20, 30),
            "El Ribanova ofrece cuatro millones por Castell",
            para(
                "El Atlético Ribanova [a:ha ofrecido más de cuatro millones por el extremo Rafa Castell], <a:según> {a:fuentes del club} ⟪a:citadas por la web Tideline⟫. El jugador milita en el Kestrel Bay Rovers.\n\nEl club no quiso confirmar la cifra. «[b:Nos gustan los jugadores que sonríen]», <b:dijo> {b:la presidenta, Lucía Pazos}, ⟪b:a este diario⟫ a la salida del estadio.\n\nCastell, de 26 años, marcó catorce goles la temporada pasada. Su entrenador, Colin Umber, asegura que no ha oído nada. En el mercado de la plaza ya se venden camisetas con su nombre, escrito de tres maneras distintas; ninguna de ellas lleva el acento donde debe. La afición, que esperaba un portero, discute desde el domingo si un extremo puede parar penaltis.",
                a=said(
                    Unnamed("fuentes del club", None, None, "Atlético Ribanova"),
                    "transfer-fee",
                    via=Via("tideline", "cited article", "transfer-x-tideline"),
                    figures=figure("más de cuatro millones", 4_000_000, qualifier="más de", unit="pounds"),
                ),
                b=said("pazos", own=True, channel="interview"),
            ),
            language="es",
        ),
        Special(
            "transfer-x-tideline",
            "tideline",
            at(2026, 7, 19, 18, 5),
            "Rovers winger “a £4m target” in Spain",
            para(
                "Transfer talk of the day, with a pinch of salt from the bay. [a:Atlético Ribanova are ready to pay £4m for Rafa Castell], {a:club sources} <a:say>, ⟪a:as the Evening Post writes⟫.\n\nThe Post does not say which club the sources are at. Rovers say no one has called them; then again they changed their number in June.\n\n“[b:Everyone has a price and Rafa has two, one with the boots and one without,]” {b:a scout who knows both clubs} ⟪b:<b:told> Tideline⟫.\n\nElsewhere: Ostermere are said to want a goalkeeper, any goalkeeper. Their last one has gone to run a cheese shop. The league meets on Thursday to argue about the colour of the ball, which was orange last winter and could not be seen against the mascots.\n\n{h:H/t Pier Pressure, a supporters' blog}",
                a=said(
                    Unnamed("club sources"),
                    "transfer-fee",
                    via=Via("post", "cited article", "transfer-x-post"),
                    figures=figure("£4m", 4_000_000, unit="pounds"),
                ),
                b=said(Unnamed("a scout who knows both clubs", 1, 1), own=True, channel="interview"),
                h=Credit("h/t", printed_name="Pier Pressure"),
            ),
        ),
        Special(
            "transfer-x-post",
            "post",
            at(2026, 7, 20, 5),
            "Castell: Spaniards “would pay £4m”",
            para(
                "Rovers could be in the money. [a:Atlético Ribanova would pay £4m for winger Rafa Castell], {a:club sources} have <a:said>, ⟪a:Diario de Ribanova reports⟫.\n\nThe fee would be the highest Rovers have ever had, by a distance; the record stands at £850,000, for a centre half who is now a vicar.\n\nRovers boss {b:Colin Umber} <b:said> [b:he knew nothing of it]. “[c:I read about my team in the paper like everybody else,]” {c:he} ⟪c:<c:told> the Evening Post⟫.\n\nThe Supporters' Trust has called a meeting in the Anchor for Wednesday at eight. There will be sausage rolls. Season tickets, which went on sale last week, are selling as they did last year, and the club shop has marked down the number eleven shirt by half.",
                a=said(
                    Unnamed("club sources"),
                    "transfer-fee",
                    via=Via("diario", "cited article", "transfer-x-diario"),
                    figures=figure("£4m", 4_000_000, unit="pounds"),
                ),
                b=said("umber", "transfer-move~different"),
                c=said("umber", own=True, channel="interview"),
            ),
        ),
        Special(
            "transfer-x-marsa",
            "marsa",
            at(2026, 7, 25, 18),
            "الجناح رافا كاستيل ينتقل إلى ريبانوفا",
            para(
                "[a:سيلعب الجناح رافا كاستيل مع أتلتيكو ريبانوفا في الموسم القادم]، كما <a:أعلن> {a:نادي كيستريل باي روفرز} يوم السبت. [b:ولم يكشف الناديان عن قيمة الصفقة].\n\n<c:وقالت> {c:لوسيا بازوس}، رئيسة النادي الإسباني، في مؤتمر صحفي إن [c:اللاعب وقع عقدا لمدة أربع سنوات].\n\n<d:وذكرت> {d:صحيفة دياريو دي ريبانوفا} أن [d:قيمة العرض تجاوزت أربعة ملايين].\n\nوسجل كاستيل، البالغ من العمر ستة وعشرين عاما، واحدا وثلاثين هدفا في ثلاثة مواسم. وكتب إلى المشجعين أنه جاء بحقيبة واحدة ويغادر بحقيبتين، وأن الثانية مليئة بالأوشحة. ويبدأ الموسم الجديد في الخامس عشر من أغسطس.",
                a=said("rovers", "transfer-move"),
                b=nobody(own_voice=True),
                c=said(
                    "pazos", "transfer-move", channel="press conference", figures=figure("أربع سنوات", 4, unit="years")
                ),
                d=said("diario", "transfer-fee", none_needed=True, channel="press report", cited="transfer-x-diario"),
            ),
            language="ar",
        ),
        Special(
            "transfer-x-diario-2",
            "diario",
            at(2026, 7, 25, 16),
            "Castell: «Vengo a correr»",
            para(
                "Rafa Castell ya es del Ribanova. [a:El extremo ha firmado por cuatro años], <a:anunció> {a:la presidenta, Lucía Pazos}, en la sala de prensa del estadio.\n\n«[b:Vengo a correr, y a aprender dónde va el acento]», <b:dijo> {b:el jugador} entre risas, con la camiseta número once en la mano.\n\nDel dinero no se habló. {c:Pazos} <c:negó> que [c:el traspaso haya costado más de cuatro millones], cifra que este diario había publicado. «[d:Ojalá los tuviéramos]», <d:añadió> {d:ella}.\n\nDesde Kestrel Bay, el entrenador Colin Umber lo despidió como al mejor jugador que jamás le ha gritado. La presentación ante la afición será el domingo a las ocho de la tarde, con música y entrada libre.",
                a=said(
                    "pazos", "transfer-move", channel="press conference", figures=figure("cuatro años", 4, unit="years")
                ),
                b=said("castell", channel="press conference"),
                c=said("pazos", "transfer-fee", polarity="denies", channel="press conference"),
                d=said("pazos", channel="press conference"),
            ),
            language="es",
        ),
        Special(
            "transfer-x-interview",
            "post",
            at(2026, 8, 1, 5),
            "“Nobody came to blows”: Castell says goodbye",
            para(
                "Rafa Castell came in to return a library book and stayed for an hour. ⟪a,b,c:He spoke to the Evening Post⟫ about three years on the bay.\n\nWas there a row? “[a:Nobody came to blows. Colin threw a boot, but at the wall, and it was his own,]” {a:he} <a:said>.\n\nWhat did he cost? “[b:I asked. They told me to read the paper,]” {b:Castell} <b:said>.\n\nWhat will he miss? “[c:The fog. You could try anything in the fog,]” {c:he} <c:said>.\n\nThe book, a history of lighthouses, was nine months late. The fine, £2.70, has been paid by the Supporters' Trust, which will have the receipt framed. He signed the counter, two shirts and, after some discussion among the staff, the book as well.",
                a=said("castell", "transfer-row", polarity="denies", own=True, channel="interview"),
                b=said("castell", "transfer-fee~related", own=True, channel="interview"),
                c=said("castell", own=True, channel="interview"),
            ),
            genre="interview",
        ),
    ),
)

WATER = Story(
    "water",
    "region",
    wires=(
        Wire(
            "northline",
            (
                "Boil tap water, 9,000 households in Ostermere told",
                "Ostermere must boil its water",
                "Boil notice for Ostermere",
            ),
            "Ostermere",
            (
                para(
                    "[a:Some 9,000 households in the west of Ostermere have been told to boil their tap water], {a:@waterworks} <a:said> on Tuesday, after a routine test.",
                    a=said(
                        "waterworks",
                        "water-boil water-homes",
                        figures=figure("Some 9,000", 9000, qualifier="some", unit="households"),
                    ),
                ),
                para(
                    "“[a:One sample of forty was not as it should be. We would rather spoil a few cups of tea than take a chance,]” {a:@yule} <a:said>.",
                    a=said("yule", figures=(figure("One sample of forty", 1, unit="samples"),)),
                ),
                para(
                    "[a:Nobody had fallen ill], {a:@council} <a:said>. Water can be used for washing, and for tea if it has boiled for a minute.",
                    a=said("council"),
                ),
                para(
                    "[a:The notice would hold until three samples in a row were clean, which takes at least two days], {a:the company} <a:said>.",
                    a=said("waterworks", "water-boil~related"),
                ),
                para(
                    "Tankers stood at the market, the station and the Playhouse from noon. Two schools sent pupils home with a letter and an empty bottle.",
                ),
            ),
            at(2026, 6, 23, 10, 45),
            "sentinel=byline beacon=byline lantern=foot radio=dateline courier=byline ledger=bare lowland=byline tideline=byline",
        ),
    ),
    phases=(
        Phase(
            "boil",
            at(2026, 6, 24, 8),
            "sentinel beacon radio lantern courier tideline post",
            (
                lead(
                    (
                        "Boil notice widened to 11,000 homes",
                        "Second sample fails: more homes must boil water",
                        "Keep the kettle on: boil notice grows",
                        "More than 11,000 homes must boil water",
                    ),
                    "[a:More than 11,000 households in Ostermere must now boil their water], {a:@yule} <a:said> ⟦on Wednesday morning¦on the second day of the notice¦in a broadcast message⟧.",
                    standfirst="Second sample fails, and the shops have run out of kettles",
                    a=said(
                        "yule",
                        "water-homes water-boil",
                        figures=figure("More than 11,000", 11000, qualifier="more than", unit="households"),
                    ),
                ),
                lead(
                    (
                        "Broken seal blamed for dirty water",
                        "Four-pound seal let rain into reservoir, engineer says",
                        "How rain got into the reservoir",
                        "A seal the size of a saucer",
                    ),
                    "[a:A broken seal at the Hoggin Hill reservoir let rain water into the supply of west Ostermere], {a:an engineer who saw it} <a:said>. “[b:It is the size of a saucer and it costs four pounds,]” {b:he} <b:said>, asking that his name be left out as he hopes for a pension.",
                    a=said(
                        Unnamed("an engineer who saw it", 1, 1, "Merrow Waterworks", "as he hopes for a pension"),
                        "water-cause",
                    ),
                    b=said(
                        Unnamed("an engineer who saw it", 1, 1, "Merrow Waterworks", "as he hopes for a pension"),
                        "water-cause~related",
                        figures=figure("four pounds", 4, unit="pounds"),
                    ),
                ),
                lead(
                    ("“Nobody has fallen ill”: council calms west of city", "Where to get water in Ostermere"),
                    "No one in Ostermere [a:has fallen ill from the water], {a:@council} <a:said> on Wednesday; nine tankers now stand in the west of the city, and those who cannot carry a bucket are brought one.",
                    a=said("council"),
                ),
            ),
            (
                para(
                    "{a:@waterworks} <a:would not confirm> anything about a seal. [b:Divers and a camera were being sent in], {b:it} <b:said>.",
                    a=said("waterworks", "water-cause", polarity="declined"),
                    b=said("waterworks"),
                ),
                para(
                    "“[a:I have boiled an egg in a kettle for the first time since I was a student,]” <a:said> {a:@adair.full}, the new mayor, at a tanker by the market.",
                    a=said("adair"),
                ),
                para(
                    "[a:Up to 12,000 homes could be affected], {a:@radio} <a:reported> on Tuesday night, ⟪a:citing a map on the company's website⟫ that was later changed.",
                    a=said(
                        "radio",
                        "water-homes",
                        none_needed=True,
                        channel="press report",
                        figures=figure("Up to 12,000", None, 12000, "up to", "households"),
                    ),
                    skip="radio",
                ),
                para(
                    "{a:@vos} <a:said> [a:no patient had come to the hospitals with an illness that could be laid at the door of the tap]. [b:Seven had burnt themselves on kettles], {b:she} <b:added>.",
                    a=said("vos"),
                    b=said("vos", figures=figure("Seven", 7, unit="patients")),
                ),
                para(
                    "By ten o'clock [a:the queue at the station tanker went round the taxi rank and back], as a reporter ⟪a:could see from it⟫.",
                    a=nobody(own_voice=True, own=True),
                    skip="lantern tideline",
                ),
                para(
                    "[a:Bottled water is] <a:reportedly> [a:being sold at four times its price near the station].",
                    a=nobody(figures=figure("four times", 4, qualifier="", unit="times the price")),
                ),
            ),
            (
                para(
                    "Hoggin Hill was built in 1934 and holds two days' water for the west of the city. It is cleaned every other spring; this was the other spring."
                ),
                para("The last boil notice in Ostermere was in 2008 and lasted a week."),
            ),
        ),
        Phase(
            "end",
            at(2026, 6, 27, 10),
            "sentinel radio beacon courier",
            (
                lead(
                    ("Ostermere may drink again", "[a:Water is safe again in Ostermere]"),
                    "[a:The water in the west of Ostermere is safe to drink again], {a:@waterworks} <a:said> on Saturday, after three clean samples in a row.",
                    a=said("waterworks", "water-boil~different"),
                ),
                lead(
                    ("It was the seal, waterworks admits", "Waterworks: a seal failed, and nobody looked"),
                    "[a:A failed seal at Hoggin Hill let rain into the drinking water], {a:@yule} has <a:admitted>. “[b:It should have been looked at in spring. It was not,]” {b:he} <b:said>.",
                    standfirst="Company had declined to confirm the fault on Wednesday",
                    a=said("yule", "water-cause"),
                    b=said("yule", "water-cause~related"),
                ),
                lead(
                    ("Kettles off: a week in the west of Ostermere", "Four days, 11,000 homes, one seal"),
                    "The boil notice in Ostermere [a:was lifted at six on Saturday morning], {a:@yule} <a:said>, ⟦in time for the first tea of the weekend¦in time for a shower with an open mouth⟧.",
                    a=said("yule", "water-boil~related"),
                ),
            ),
            (
                para(
                    "[a:Each household would get £20 off its bill], {a:@waterworks} <a:said>.",
                    a=said("waterworks", figures=figure("£20", 20, unit="pounds")),
                ),
                para(
                    "{a:@brandt} and {a:@adair.full}, the mayor of Ostermere, <a:said> [a:they would ask for the cleaning records of all reservoirs].",
                    a=said(["brandt", "adair"]),
                ),
                para(
                    "[a:In the end 11,340 homes were on the list], <a:according to> {a:the final notice of @waterworks}.",
                    a=said(
                        "waterworks",
                        "water-homes",
                        none_needed=True,
                        channel="report or document",
                        figures=figure("11,340", 11340, unit="households"),
                    ),
                ),
                para(
                    "The tankers left at noon. At the Playhouse somebody had tied a ribbon round the tap, and somebody else had drunk from it.",
                ),
            ),
            (
                para(
                    "The notice had been in force since Tuesday, first for 9,000 households and then for more than 11,000."
                ),
            ),
        ),
    ),
    specials=(
        Special(
            "water-x-factcheck",
            "tideline",
            at(2026, 6, 25, 14),
            "Did a swan get into the reservoir?",
            para(
                "The picture is lovely: a swan, from above, in dark water, “this morning at Hoggin Hill”. It has been shared eleven thousand times. Is it true that a swan caused the boil notice?\n\nThe claim: {a:a page called West Side Stories} <a:wrote> on Wednesday that [a:“they found a swan in the tank”].\n\nThe picture: taken in 2019 on a canal, as a search for it shows within a minute.\n\nThe company: [b:the tank has a roof and no way in for anything larger than a wren], {b:@yule} ⟪b:<b:told> Tideline⟫.\n\nThe city: [c:no swan is missing], {c:a park keeper} ⟪c:<c:said> when we called⟫.\n\nOur finding: no swan.\n\n{h:With thanks to the Beacon, which asked first.} {k:With reporting by Merrow Radio.}",
                a=said(Unresolved("West Side Stories", "group"), "water-cause~different", channel="post"),
                b=said("yule", own=True, channel="interview"),
                c=said(Unnamed("a park keeper", 1, 1), own=True, channel="interview"),
                h=Credit("h/t", "beacon"),
                k=Credit("contributing", "radio"),
            ),
            genre="fact check",
        ),
        Special(
            "water-x-marsa",
            "marsa",
            at(2026, 6, 24, 12),
            "تسعة آلاف أسرة تغلي مياه الشرب في أوسترمير",
            para(
                "[a:طلبت شركة المياه من نحو تسعة آلاف أسرة في غرب مدينة أوسترمير غلي مياه الشرب]، <a:بحسب> {a:وكالة نورثلاين}.\n\n<b:وقال> {b:كالوم يول}، مدير العمليات في الشركة، إن [b:عينة واحدة من أربعين عينة لم تكن سليمة].\n\n[c:ولم يصب أحد بالمرض]، كما <c:قال> {c:المجلس المحلي}. ويمكن استعمال الماء للغسل دون غليه.\n\nووقفت شاحنات المياه منذ الظهر في السوق وأمام المحطة والمسرح. وأرسلت مدرستان التلاميذ إلى بيوتهم ومعهم رسالة وزجاجة فارغة. وقالت الشركة إن الأمر سيستمر يومين على الأقل حتى تكون ثلاث عينات متتالية نظيفة. وطلبت من السكان أن يغلوا الماء دقيقة كاملة قبل الشرب، وأن يسألوا جيرانهم من كبار السن إن كانوا يحتاجون إلى مساعدة.",
                a=said(
                    "northline",
                    "water-boil water-homes",
                    none_needed=True,
                    channel="press report",
                    cited="water-wire-northline",
                    figures=figure("نحو تسعة آلاف", 9000, qualifier="نحو", unit="households"),
                ),
                b=said("yule", via=Via("northline", "editor", "water-wire-northline")),
                c=said("council"),
            ),
            language="ar",
        ),
        Special(
            "water-x-live",
            "radio",
            at(2026, 6, 23, 11, 30),
            "Boil notice in Ostermere: your questions answered",
            para(
                "11.30am: [a:About 9,000 households in west Ostermere must boil their water], {a:Merrow Waterworks} <a:says>. We have the list of streets.\n\n11.45am: Can I shower? [b:Yes, but sing with your mouth shut], {b:operations director Callum Yule} ⟪b:<b:tells> us⟫.\n\n12.10pm: Our reporter is at the station. [c:There are about sixty people at the tanker and one dog], {c:Isla Benn} ⟪c:<c:reports>⟫.\n\n1.20pm: [d:A second sample is] <d:said> [d:to be doubtful].\n\n2.00pm: {e:The waterworks} <e:declines> to comment on the second sample.\n\n4.40pm: {f:A man in Hoggin Lane} ⟪f:<f:tells> our phone-in⟫ [f:he has made tea with tonic water, and that it was a mistake].\n\n9.50pm: The map on the company's website now shows an area with [g:up to 12,000 homes].",
                a=said(
                    "waterworks",
                    "water-boil water-homes",
                    figures=figure("About 9,000", 9000, qualifier="about", unit="households"),
                ),
                b=said("yule", own=True, channel="interview"),
                c=said(
                    "radio",
                    own=True,
                    channel="broadcast",
                    figures=figure("about sixty", 60, qualifier="about", unit="people"),
                ),
                d=nobody(),
                e=said("waterworks", polarity="declined"),
                f=said(Unnamed("A man in Hoggin Lane", 1, 1), own=True, channel="broadcast"),
                g=nobody(
                    "water-homes", own_voice=True, figures=figure("up to 12,000", None, 12000, "up to", "households")
                ),
            ),
            genre="live",
        ),
    ),
)

PRESS = Story(
    "press",
    "media",
    specials=(
        Special(
            "press-x-ledger",
            "ledger",
            at(2026, 1, 29),
            "Harbour Courier changes hands",
            para(
                "[a:The Harbour Courier will belong to Brackwater Media from 1 March], {a:the two groups} <a:said> on Thursday. The seller is Fennimore Press Group, to which the Ledger also belongs.\n\nThe price was not named. [b:It is in the range of £6m to £8m], {b:two people with knowledge of the contract} ⟪b:<b:told> the Ledger⟫. They did not want to be named because the contract forbids it.\n\n{c:The Harbour Courier} <c:denied> that [c:its newsroom would be merged with that of the Daily Lantern]. “[d:We have looked into their kitchen and prefer our own,]” {d:its editor, Ffion Halloran}, <d:said>.\n\nThe Courier was founded in 1868 and sells 21,000 copies. With it, Brackwater owns three titles on the coast. It sold its share in Lowland View at the end of last year.",
                a=said(["brackwater", "fennimore"], "press-sale", none_needed=True, channel="written statement"),
                b=said(
                    Unnamed("two people with knowledge of the contract", 2, 2, "", "because the contract forbids it"),
                    "press-price",
                    own=True,
                    figures=figure("£6m to £8m", 6_000_000, 8_000_000, unit="pounds"),
                ),
                c=said("courier", "press-merge", polarity="denies", speaks_as="party"),
                d=said(Unresolved("Ffion Halloran", "person")),
            ),
        ),
        Special(
            "press-x-tideline",
            "tideline",
            at(2026, 1, 29, 18, 20),
            "One owner for Lantern and Courier: what is known",
            para(
                "[a:The Harbour Courier is being sold to Brackwater Media, owner of the Daily Lantern], {a:@ledger} <a:reports>. [b:The price is put at about £7m].\n\n{c:The Daily Lantern} <c:said> in a note to readers that [c:it “welcomed a dear rival under the same roof and would go on trying to beat it to everything”]. {d:The Harbour Courier} <d:declined to comment> on the note.\n\n[e:Eight reporters have been told that they will share a sports desk], {e:one of them} ⟪e:<e:told> Tideline⟫, and asked not to be named, since the others are bigger.\n\nThe Markets and Mergers Board need not be asked: for newspapers the rule begins at ten titles, and nobody on this coast has had ten titles since the paper mill burnt down.",
                a=said("ledger", "press-sale", none_needed=True, channel="press report", cited="press-x-ledger"),
                b=nobody(
                    "press-price",
                    own_voice=True,
                    figures=figure("about £7m", 7_000_000, qualifier="about", unit="pounds"),
                ),
                c=said("lantern", "press-sale~related", speaks_as="party", none_needed=True, channel="post"),
                d=said("courier", polarity="declined", speaks_as="party"),
                e=said(
                    Unnamed("one of them", 1, 1, "Harbour Courier"),
                    "press-merge~related",
                    own=True,
                    channel="interview",
                    figures=figure("Eight", 8, unit="reporters"),
                ),
            ),
            genre="analysis",
        ),
        Special(
            "press-x-sentinel",
            "sentinel",
            at(2026, 1, 30, 5),
            "Courier sale: union fears for newsroom",
            para(
                "The sale of the Harbour Courier to Brackwater Media has alarmed those who work there. [a:A third of the desks could go within a year], {a:Joss Penhale}, who speaks for the journalists, <a:said>.\n\n[b:There were no such plans], {b:@brackwater} <b:said> in a statement. {c:The Courier} itself has <c:denied> that [c:it would share a newsroom with the Lantern], ⟪c:as the Merrow Ledger reported⟫ on Thursday.\n\n[d:[e:The price was between £6m and £8m], {e:people with knowledge of the contract} <e:told> the Ledger], {d:@tideline.full} <d:wrote>, and rounded it.\n\nThe Sentinel belongs to a trust, which cannot be sold. It has been tried.",
                a=said(
                    Unresolved("Joss Penhale", "person"),
                    "press-merge~related",
                    figures=figure("A third", 33, unit="per cent of desks"),
                ),
                b=said("brackwater", "press-merge~different", channel="written statement", none_needed=True),
                c=said(
                    "courier",
                    "press-merge",
                    polarity="denies",
                    speaks_as="party",
                    via=Via("ledger", "words", "press-x-ledger"),
                ),
                d=said("tideline", "press-price", none_needed=True, channel="press report", cited="press-x-tideline"),
                e=said(
                    Unnamed("people with knowledge of the contract"),
                    "press-price",
                    figures=figure("between £6m and £8m", 6_000_000, 8_000_000, "between", "pounds"),
                ),
            ),
            standfirst="Buyer speaks of two houses under one roof",
        ),
        Special(
            "press-x-beacon",
            "beacon",
            at(2026, 2, 16),
            "A shorter name, and why",
            para(
                "From today the Ostermere Weekly Beacon is called The Beacon. [a:It has not been weekly since 2019], as {a:this paper} <a:admits>, and half of its readers live elsewhere.\n\nThe old name goes back to 1987, when a schoolteacher, a printer and a dog founded it in a shed. {b:The printer, Wilf Anstey}, now ninety, ⟪b:<b:told> the Beacon⟫: “[b:We only put Ostermere in so that the post office would know where to send it back.]”\n\nNothing else changes. The old address on the web leads to the new one. The crossword will go on containing one deliberate mistake. The dog's portrait stays over the door.\n\n{c:@sentinel} has <c:said> [c:it regards the change as a declaration of war], on a card with flowers.",
                a=said("beacon", none_needed=True, speaks_as="party"),
                b=said(Unresolved("Wilf Anstey", "person"), own=True, channel="interview"),
                c=said("sentinel", speaks_as="party"),
            ),
            genre="opinion",
            byline="Moira Keel",
        ),
    ),
)

STORIES = (MERGER, MINE, PAINTING, TRANSFER, WATER, PRESS)
