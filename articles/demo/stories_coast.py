"""Stories of the demo corpus: a flood, a harbour strike, a ferry, a report on the sea wall."""
# ruff: noqa: E501 - running text, one paragraph a line

from __future__ import annotations

from articles.demo.compose import (
    Ambiguous,
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
        "flood-homes",
        "Several hundred homes in Kesterholm stood under water",
        ("flood", "Kesterholm"),
        at(2025, 11, 14).date(),
    ),
    DemoClaim(
        "flood-pump",
        "The Low Quay pumping station failed during the night of the flood",
        ("flood", "infrastructure"),
        at(2025, 11, 13).date(),
    ),
    DemoClaim(
        "flood-warning",
        "The flood warning reached the lower town too late",
        ("flood", "warnings"),
        at(2025, 11, 13).date(),
    ),
    DemoClaim("flood-cost", "Repairs after the flood will cost tens of millions", ("flood", "money")),
    DemoClaim("strike-vote", "Dockers at Kesterholm voted to strike", ("strike", "harbour"), at(2026, 1, 9).date()),
    DemoClaim("strike-offer", "The harbour authority offered the dockers a higher wage", ("strike", "wages")),
    DemoClaim(
        "strike-ships",
        "Ships were turned away from Kesterholm during the strike",
        ("strike", "shipping"),
        at(2026, 1, 19).date(),
    ),
    DemoClaim("strike-loss", "The strike costs the harbour a large sum each day", ("strike", "money")),
    DemoClaim(
        "ferry-injured",
        "Passengers were injured when the ferry struck the pier",
        ("ferry", "accident"),
        at(2026, 3, 11).date(),
    ),
    DemoClaim("ferry-speed", "The ferry approached the pier too fast", ("ferry", "accident"), at(2026, 3, 11).date()),
    DemoClaim("ferry-brakes", "A control fault had been reported before the accident", ("ferry", "maintenance")),
    DemoClaim(
        "wall-cracks", "The Kesterholm sea wall has cracks that need urgent repair", ("sea wall", "infrastructure")
    ),
    DemoClaim("wall-known", "The council knew of the state of the sea wall a year ago", ("sea wall", "council")),
    DemoClaim("wall-price", "A new sea wall would cost far more than the council has set aside", ("sea wall", "money")),
)

COUNCIL_OFFICIALS = Unnamed(
    "two senior officials", 2, 2, "Merrow Coast Council", "because the figures have not been put to members"
)
DUTY_ENGINEER = Unnamed(
    "an engineer who was on duty that night",
    1,
    1,
    "Merrow Waterworks",
    "because staff have been told not to talk to reporters",
)
BOARD_INSIDERS = Unnamed("two people familiar with the talks", 2, 2)

FLOOD = Story(
    "flood",
    "region",
    wires=(
        Wire(
            "northline",
            (
                "Around 300 homes under water after Merrow floods Kesterholm",
                "Kesterholm wakes to flooded streets",
                "River bursts its banks: lower town under water",
                "Hundreds of homes flooded in Kesterholm",
            ),
            "Kesterholm",
            (
                para(
                    "[a:Around 300 homes in the lower town of Kesterholm were under water] on Friday morning after the river Merrow rose faster overnight than at any time in forty years, {a:@council} <a:said>.",
                    a=said(
                        "council", "flood-homes", figures=figure("Around 300", 300, qualifier="around", unit="homes")
                    ),
                ),
                para(
                    "[a:The water came over the quay wall shortly before two and was knee-deep in Rope Street within twenty minutes], <a:according to> {a:@pell}.",
                    a=said("pell"),
                ),
                para(
                    "“[a:We have not seen the river climb like this since the gauge was put in,]” {a:he} <a:told> reporters at a briefing in the town hall. “[a:Nobody should read the falling level as the end of it.]”",
                    a=said("pell", channel="press conference"),
                ),
                para(
                    "Boats from the fire service took about ninety people to a sports hall on higher ground. [a:No one was missing], {a:@police} <a:said> at eight o'clock. {b:The force} <b:declined to comment> on reports that a man had been swept from a footbridge.",
                    a=said("police"),
                    b=said("police", polarity="declined"),
                ),
                para(
                    "Two schools and the fish market stayed shut. The railway line to Ostermere was closed between the harbour and Marsh Halt, and buses were turned back at the ring road.",
                ),
                para(
                    "[a:A second, smaller peak was expected with the evening tide], {a:@flood_office} <a:said> in its latest bulletin.",
                    a=said("flood_office", channel="report or document", none_needed=True),
                ),
            ),
            at(2025, 11, 14, 7, 5),
            "sentinel=dateline lantern=byline post=foot lowland=byline beacon=byline chronicle=copy tideline=bare ledger=dateline",
        ),
    ),
    phases=(
        Phase(
            "morning",
            at(2025, 11, 14, 10),
            "courier radio lantern tideline sentinel post",
            (
                lead(
                    (
                        "[a:More than 300 homes flooded], council <a:says>, as Merrow tops quay wall",
                        "“It came up through the floor”: lower town counts the damage",
                    ),
                    "[a:More than 300 homes in Kesterholm have been flooded and the number will rise as crews reach the last streets by the river], {a:@brandt} <a:said> ⟦after touring the lower town in waders¦on the steps of the town hall¦as she left the sports hall where families spent the night⟧.",
                    standfirst="Families carried to safety by boat as the river climbs higher than at any time in forty years",
                    a=said(
                        "brandt",
                        "flood-homes",
                        figures=figure("More than 300", 300, qualifier="more than", unit="homes"),
                    ),
                ),
                lead(
                    (
                        "320 homes under water and another tide to come",
                        "Boats in Rope Street as river breaks records",
                    ),
                    "⟦Rope Street was a canal by breakfast.¦You could have rowed down Rope Street on Friday, and several people did.⟧ [a:At least 320 homes were under water], {a:a council duty officer} <a:told> a morning call with volunteers, and the sandbags that had been stacked since Wednesday were floating against the doors they were meant to guard.",
                    a=said(
                        Unnamed("a council duty officer", 1, 1, "Merrow Coast Council"),
                        "flood-homes",
                        figures=figure("At least 320", 320, qualifier="at least", unit="homes"),
                    ),
                ),
                lead(
                    (
                        "Warning came too late, say flooded residents",
                        "Sirens silent as river rose, residents say",
                        "“We had ten minutes”: anger in the lower town",
                    ),
                    "[a:People in the lower town were given ten minutes to leave their homes] ⟦on the night the Merrow flooded¦when the river came over the quay⟧, {a:@quist} <a:said>. “[b:The text message came when the water was already on the stairs,]” {b:she} <b:added>.",
                    standfirst="Residents' group wants to know why the sirens stayed silent",
                    a=said("quist", "flood-warning", figures=figure("ten minutes", 10, unit="minutes")),
                    b=said("quist", "flood-warning"),
                ),
            ),
            (
                para(
                    "[a:The pumps at Low Quay ran without a break all night], {a:@yule} <a:said>. “[a:They did what they are built to do. They are not built for this.]”",
                    a=said("yule", "flood-pump~different"),
                ),
                para(
                    "[a:The pumping station at Low Quay fell silent at about one o'clock], <a:according to> {a:@riverside}, ⟦three of whose members live beside it¦who have members living next door to it¦whose members had sat up with torches⟧.",
                    a=said("riverside", "flood-pump"),
                ),
                para(
                    "At the sports hall ⟦volunteers had run out of dry socks by nine¦there was tea, a row of camp beds and not enough dry socks⟧. “[a:My mother is eighty-four and she went out of the bedroom window into a boat,]” <a:said> {a:Leo Farrant}, who keeps a bicycle shop in Rope Street. “[a:She says it was the best part of the night.]”",
                    a=said(Unresolved("Leo Farrant", "person")),
                ),
                para(
                    "[a:The river stood at 5.2 metres at six in the morning and was falling by a hand's breadth an hour], {a:@pell} <a:~said>, but [b:a southerly wind could hold the evening tide in the estuary], {b:he} <b:warned>.",
                    a=said("pell", figures=figure("5.2 metres", 5.2, unit="metres")),
                    b=said("pell"),
                ),
                para(
                    "{a:@police} <a:denied> that [a:a man had been swept from the footbridge at Mill Lane], a story that had gone round the town's message groups since before dawn. “[b:Everybody who was reported missing has been found,]” <b:said> {b:@dray}.",
                    a=said("police", polarity="denies"),
                    b=said("dray"),
                ),
                para(
                    "A reporter of ~us who ⟪a:walked the length of the quay⟫ at seven counted [a:eleven parked cars under water up to their roofs]. The chip shop's freezer had come through its own window.",
                    a=nobody(own_voice=True, own=True, figures=figure("eleven", 11, unit="cars")),
                    skip="post lantern",
                ),
                para(
                    "[a:A pump was switched off to protect its motor], ⟦it is <a:understood>¦<a:reportedly>⟧, and could not be started again. @waterworks would not be drawn on it.",
                    a=nobody("flood-pump"),
                ),
            ),
            (
                para(
                    "The lower town was built on drained marsh in the 1880s and has flooded three times since. The last time, in a February that older residents still call the wet one, the water stayed for nine days.",
                ),
                para(
                    "A plan to raise the quay wall by sixty centimetres was drawn up four years ago and put back twice for want of money.",
                ),
            ),
            certain={"lantern": (1, ())},
        ),
        Phase(
            "after",
            at(2025, 11, 19, 9),
            "courier sentinel ledger beacon lantern tideline post",
            (
                lead(
                    (
                        "Pumps failed an hour before the flood, engineer says",
                        "Dark for an hour: what the pumps at Low Quay did",
                        "An hour without power at Low Quay",
                        "Low Quay pumps stood still as river rose",
                    ),
                    "[a:The Low Quay pumping station lost power at 12.50am, an hour before the river came over the wall], {a:an engineer who was on duty that night} ⟪a:<a:told> ~us⟫. The engineer asked not to be named because staff have been told not to talk to reporters.",
                    standfirst="Waterworks had said that the station ran all night",
                    a=said(DUTY_ENGINEER, "flood-pump", own=True, channel="interview"),
                    skip="lantern beacon ledger",
                ),
                lead(
                    (
                        "Flood pumps were dead for an hour, paper reveals",
                        "Why did the pumps stop? Questions for waterworks",
                        "Waterworks under fire over silent pumps",
                    ),
                    "[a:[b:The pumps that should have kept the lower town dry stood still for an hour before the flood], {b:an engineer on duty} has <b:said>], <a:according to> {a:@courier}. @waterworks had insisted that they ran all night.",
                    a=said(
                        "courier", "flood-pump", none_needed=True, channel="press report", cited="flood-after-courier"
                    ),
                    b=said(Unnamed("an engineer on duty", 1, 1, "Merrow Waterworks"), "flood-pump"),
                    skip="courier sentinel tideline",
                ),
                lead(
                    (
                        "Flood bill could reach £20m, officials fear",
                        "£20m to mend the lower town?",
                        "Council faces £20m bill after the flood",
                    ),
                    "[a:Putting the lower town back together could cost £20m], {a:two senior officials} of the council <a:believe>. They asked not to be named because the figures have not been put to members.",
                    standfirst="Reserves hold less than a third of that, budget papers show",
                    a=said(COUNCIL_OFFICIALS, "flood-cost", figures=figure("£20m", 20_000_000, unit="pounds")),
                ),
            ),
            (
                para(
                    "{a:@yule} <a:denied> that [a:the station had failed]. “[b:One pump of four tripped and was back in six minutes,]” {b:he} <b:said>.",
                    a=said("yule", "flood-pump", polarity="denies"),
                    b=said("yule", "flood-pump~related", figures=figure("six minutes", 6, unit="minutes")),
                ),
                para(
                    "“[a:We will publish the whole log, minute by minute,]” {a:@brandt} ⟦<a:promised> members on Tuesday night¦<a:told> a packed meeting in the chapel⟧. [b:The council would pay each flooded household £500 before Christmas], {b:she} <b:added>.",
                    a=said("brandt"),
                    b=said("brandt", figures=figure("£500", 500, unit="pounds")),
                ),
                para(
                    "{a:@waterworks} and {a:@flood_office} <a:said> in a joint statement that [a:they would not comment on single readings while the log was being checked].",
                    a=said(["waterworks", "flood_office"], channel="written statement", none_needed=True),
                ),
                para(
                    "[a:The bill will be nearer £14m than £20m], <a:estimates> {a:Harriet Bloom}, a loss adjuster who has worked on three floods in the region.",
                    a=said(
                        Unresolved("Harriet Bloom", "person"),
                        "flood-cost",
                        figures=(figure("£14m", 14_000_000, qualifier="nearer", unit="pounds")),
                    ),
                ),
                para(
                    "[a:[b:The sirens were tested in September and two of five did not sound], {b:a council memo} <b:notes>], {a:@quist} <a:said>. ⟦She would not say how her group came by it.¦The council would neither confirm nor deny that the memo exists.⟧",
                    a=said("quist", "flood-warning~related"),
                    b=said(
                        Unnamed("a council memo", kind="document"),
                        "flood-warning~related",
                        channel="report or document",
                        figures=figure("two of five", 2, unit="sirens"),
                    ),
                ),
                para(
                    "By Wednesday [a:some 280 of the flooded homes had power again], <a:according to> {a:the daily bulletin of @council}.",
                    a=said(
                        "council",
                        channel="report or document",
                        none_needed=True,
                        figures=figure("some 280", 280, qualifier="some", unit="homes"),
                    ),
                ),
            ),
            (
                para("The flood on 14 November was the highest since measurements began at the town gauge in 1986."),
                para(
                    "A public meeting is planned for the first week of December. The council has asked residents to keep a list of what they throw away, with photographs.",
                ),
            ),
            certain={"courier": (0, ()), "sentinel": (2, ())},
        ),
    ),
    specials=(
        Special(
            "flood-x-lowland",
            "lowland",
            at(2025, 11, 15, 9, 20),
            "Up to 400 homes hit in flooded twin town",
            para(
                "Kesterholm, twinned with our own parish since 1994, has been hit by the worst flood in its records, and the mayor has written to offer help.\n\n[a:[b:As many as 320 homes were flooded], {b:officials} <b:said>], {a:@lantern.full} <a:reported>, while a message to the twinning committee spoke of more. “[c:It may be up to 400 by the time they have opened every door,]” {c:Una Garvey}, who chairs the committee, ⟪c:<c:told> Lowland View⟫ after a call with her counterpart in the town.\n\nA lorry with bedding, two generators and a great many biscuits leaves from the parish hall on Sunday. Those who want to give are asked to bring dry goods only.",
                a=said(
                    "lantern", "flood-homes", none_needed=True, channel="press report", cited="flood-morning-lantern"
                ),
                b=said(
                    Unnamed("officials"),
                    "flood-homes",
                    figures=figure("As many as 320", None, 320, "as many as", "homes"),
                ),
                c=said(
                    Unresolved("Una Garvey", "person"),
                    "flood-homes",
                    own=True,
                    channel="interview",
                    figures=figure("up to 400", None, 400, "up to", "homes"),
                ),
            ),
        ),
        Special(
            "flood-x-bote",
            "bote",
            at(2025, 11, 15, 6),
            "Hochwasser in Kesterholm: [a:Rund 300 Häuser unter Wasser]",
            para(
                "In der Hafenstadt Kesterholm [a:stehen nach Angaben der Verwaltung rund 300 Häuser unter Wasser]. Das <a:meldet> {a:die Agentur Northline}. In der Nacht war der Fluss Merrow schneller gestiegen als je zuvor seit Beginn der Messungen.\n\n„[b:Niemand sollte glauben, dass es damit vorbei ist]“, <b:sagte> {b:der Meteorologe Aidan Pell} ⟪b:laut Northline⟫ vor Journalisten. Am Abend werde mit der Flut ein zweiter, niedrigerer Scheitel erwartet.\n\nDie Feuerwehr brachte etwa neunzig Menschen mit Booten in eine Sporthalle. Vermisst werde niemand, teilte die Polizei mit. Zu Berichten über einen Mann, der von einem Steg gerissen worden sei, wollte sie sich nicht äußern. Zwei Schulen und der Fischmarkt blieben geschlossen, die Bahnstrecke nach Ostermere ist unterbrochen. Auch aus Steinbruck kam Hilfe: Die Partnergemeinde will am Montag zwei Pumpen auf den Weg bringen.",
                a=said(
                    "northline",
                    "flood-homes",
                    none_needed=True,
                    channel="press report",
                    cited="flood-wire-northline",
                    figures=figure("rund 300", 300, qualifier="rund", unit="homes"),
                ),
                b=said("pell", via=Via("northline", "words", "flood-wire-northline"), channel="press conference"),
            ),
            language="de",
        ),
        Special(
            "flood-x-radio-live",
            "radio",
            at(2025, 11, 14, 5, 50),
            "Flood in Kesterholm: as it happens",
            para(
                "5.50am: The lower town is being cleared street by street. Our reporter Gareth Poole is at the fish market. [a:The water is over the second step here and still coming], {a:Gareth} ⟪a:<a:reports>⟫ from the quay.\n\n6.10am: “[b:Do not drive into water, whatever your car looks like in the advert,]” police chief {b:Conor Dray} ⟪b:<b:tells> our breakfast programme⟫.\n\n6.35am: [c:A pump at Low Quay has] <c:reportedly> [c:stopped]. We have asked Merrow Waterworks and will tell you when they answer.\n\n7.05am: {d:Merrow Waterworks} <d:denies> that [d:any pump has stopped].\n\n7.20am: [e:Around 300 homes are now under water], {e:the council} <e:says> in a statement sent to newsrooms. Schools in the lower town are closed. We will be on air all morning.",
                a=said("radio", own=True, channel="broadcast"),
                b=said("dray", own=True, channel="interview"),
                c=nobody("flood-pump"),
                d=said("waterworks", "flood-pump", polarity="denies"),
                e=said(
                    "council",
                    "flood-homes",
                    channel="written statement",
                    none_needed=True,
                    figures=figure("Around 300", 300, qualifier="around", unit="homes"),
                ),
            ),
            genre="live",
        ),
        Special(
            "flood-x-beacon-opinion",
            "beacon",
            at(2025, 11, 22),
            "A wall sixty centimetres too low",
            para(
                "It is easy to be wise after the water. But four years ago a plan lay on the table that would have raised the quay wall by the breadth of two hands, and it was put back, and put back again.\n\n“[a:There was never a year in which it was the most urgent thing,]” {a:a former member of the finance committee} ⟪a:<a:told> me⟫ over a kitchen table that still smells of the river. That is the whole of the matter. Nothing that happens once in forty years is ever the most urgent thing, until the morning on which it is the only one.\n\n{b:@brandt} has <b:said> that [b:the log of the pumps will be published in full]. Good. Let it lie beside the minutes of those two meetings, and let people read both. [c:The bill may come to £20m], <c:according to> {c:@sentinel}. That would have bought the wall three times over.",
                a=said(
                    Unnamed("a former member of the finance committee", 1, 1, "Merrow Coast Council"),
                    own=True,
                    channel="interview",
                ),
                b=said("brandt"),
                c=said(
                    "sentinel",
                    "flood-cost",
                    none_needed=True,
                    channel="press report",
                    cited="flood-after-sentinel",
                    figures=figure("£20m", 20_000_000, unit="pounds"),
                ),
            ),
            genre="opinion",
            byline="Moira Keel",
        ),
    ),
)

STRIKE = Story(
    "strike",
    "business",
    wires=(
        Wire(
            "meridian",
            (
                "Kesterholm dockers begin week-long strike",
                "Cranes stand still as Kesterholm dockers walk out",
                "Harbour at a standstill",
                "Dockers walk out in row over night shifts",
            ),
            "Kesterholm",
            (
                para(
                    "Cranes stood still at Kesterholm on Monday as some 900 dockers began a strike that [a:will last at least a week], {a:@lindqvist} <a:said>.",
                    a=said("lindqvist"),
                ),
                para(
                    "“[a:Nobody here wants to stand at a gate in January,]” {a:@lindqvist.last} <a:said> at the east gate. “[a:But a night shift that pays less than a day shift is not an offer, it is an insult.]”",
                    a=said("lindqvist", channel="press conference"),
                ),
                para(
                    "{a:@harlan} <a:said> [a:the port had offered a rise of 4.5% over two years]. [b:Seven ships had been sent on to other ports by noon], {b:he} <b:added>.",
                    a=said("harlan", "strike-offer", figures=figure("4.5%", 4.5, unit="per cent")),
                    b=said("harlan", "strike-ships", figures=figure("Seven", 7, unit="ships")),
                ),
                para(
                    "[a:Medicines and animal feed would be let through], {a:both sides} <a:said> in a joint note to shippers.",
                    a=said(["dsu", "harbour_authority"], channel="written statement", none_needed=True),
                ),
                para(
                    "The dispute turns on how night work is paid once two new cranes, which one person can drive, come into service in the spring. Talks broke down last Thursday after eleven hours.",
                ),
            ),
            at(2026, 1, 19, 9, 30),
            "courier=byline ledger=dateline lantern=foot radio=byline post=byline lowland=dateline sentinel=bare tideline=foot",
        ),
    ),
    phases=(
        Phase(
            "vote",
            at(2026, 1, 9, 16),
            "courier lantern radio ledger sentinel post tideline",
            (
                lead(
                    (
                        "[a:Dockers vote by nine to one for a strike]",
                        "Harbour faces strike after dockers' vote",
                        "Nine in ten dockers for a strike",
                    ),
                    "[a:Dockers at Kesterholm have voted by nine to one for a strike from 19 January], {a:@dsu} <a:announced> ⟦on Friday afternoon¦after a count that took less than an hour⟧.",
                    standfirst="Union sets a date unless the authority comes back with a better offer for night work",
                    a=said("dsu", "strike-vote", none_needed=True),
                ),
                lead(
                    (
                        "Harbour chief “disappointed” by strike vote",
                        "“Best offer in the country”: harbour chief on strike vote",
                        "Harbour chief rues vote for strike",
                        "Strike would hurt everybody, says harbour chief",
                    ),
                    "{a:@harlan} has <a:called> the dockers' vote for a strike “[a:disappointing, and a little hard to understand]”. [b:The offer on the table was the best in the country], {b:he} <b:said>.",
                    a=said("harlan", "strike-vote~related"),
                    b=said("harlan", "strike-offer~related"),
                ),
                lead(
                    (
                        "Ten days to settle: what a harbour strike would mean",
                        "Grain, timber, salt: what would wait on the quay",
                    ),
                    "From 19 January [a:nothing that needs a crane will move in Kesterholm unless there is a deal], {a:@dsu} <a:said> on Friday, after its members had voted. ⟦Shippers have ten days to find another port.¦The nearest port with room is Norderau, a day's sailing away.⟧",
                    a=said("dsu", "strike-vote~related"),
                ),
            ),
            (
                para(
                    "[a:Of the members who voted, 91% were in favour], {a:@dsu} <a:said>.",
                    a=said("dsu", "strike-vote", figures=figure("91%", 91, unit="per cent")),
                ),
                para(
                    "“[a:We will talk on Saturday, on Sunday and at three in the morning if they like,]” {a:@lindqvist} <a:~said>. “[a:What we will not do is pretend that 4.5% is 6%.]”",
                    a=said(
                        "lindqvist",
                        "strike-offer~related",
                        figures=(figure("4.5%", 4.5, unit="per cent"), figure("6%", 6, unit="per cent")),
                    ),
                ),
                para(
                    "[a:Every day of a strike would cost the harbour and its customers about £1.2m], <a:according to> {a:a paper that @harbour_authority gave to members of the council}.",
                    a=said(
                        "harbour_authority",
                        "strike-loss",
                        channel="report or document",
                        figures=figure("about £1.2m", 1_200_000, qualifier="about", unit="pounds"),
                    ),
                ),
                para(
                    "{a:KHA} <a:said> [a:it had set up a line for shippers who need to move goods before the date].",
                    a=said(Ambiguous("KHA", ("harbour_authority", "hospital_alliance"))),
                ),
                para(
                    "{a:@ardent} <a:declined to comment> on whether it would extend the credit line of the port's largest shipper.",
                    a=said("ardent", polarity="declined"),
                ),
            ),
            (
                para(
                    "The last strike at the port, in 2011, lasted three days. Kesterholm handles a fifth of the region's grain and most of its timber."
                ),
                para("Two new cranes are being shipped from the yard at Norderau and should be in service by April."),
            ),
        ),
        Phase(
            "week",
            at(2026, 1, 23, 11),
            "courier lantern ledger sentinel tideline radio post",
            (
                lead(
                    (
                        "Strike costs harbour £1.5m a day",
                        "[a:£1.5m a day]: the price of a silent harbour",
                        "The bill for a week of strike",
                    ),
                    "The strike at Kesterholm is costing [a:£1.5m a day], {a:@harlan} <a:said> ⟦on its fifth day¦on Friday, as grain lorries queued beyond the ring road⟧.",
                    standfirst="Eleven ships have gone elsewhere since Monday",
                    a=said("harlan", "strike-loss", figures=figure("£1.5m", 1_500_000, unit="pounds")),
                ),
                lead(
                    (
                        "Talks to resume on Sunday, say insiders",
                        "Dockers and harbour to meet again on Sunday",
                        "A Sunday meeting, on neutral ground",
                        "Hope for harbour deal as talks resume",
                    ),
                    "The two sides in the harbour strike will [a:meet again on Sunday on neutral ground], {a:two people familiar with the talks} <a:said>. ⟦Neither side would confirm it.¦Both asked that their names be left out.⟧",
                    a=said(BOARD_INSIDERS),
                ),
                lead(
                    (
                        "New wage offer put to dockers, paper says",
                        "5.5% for the dockers? A letter says so",
                        "Authority “ready to go to 5.5%”",
                    ),
                    "[a:The harbour authority has raised its offer to 5.5%], {a:@ledger} <a:reports>, ⟪a:citing a letter to shippers⟫.",
                    a=said(
                        "ledger",
                        "strike-offer",
                        none_needed=True,
                        channel="press report",
                        cited="strike-x-ledger",
                        figures=figure("5.5%", 5.5, unit="per cent"),
                    ),
                    skip="ledger",
                ),
            ),
            (
                para(
                    "[a:Eleven ships have been turned away], {a:@harlan} <a:~said>; {b:@dsu} <b:counts> [b:eight].",
                    a=said("harlan", "strike-ships", figures=figure("Eleven", 11, unit="ships")),
                    b=said("dsu", "strike-ships", figures=figure("eight", 8, unit="ships")),
                ),
                para(
                    "At the east gate there is a brazier, a dog in a union jacket and a good deal of singing. “[a:My grandfather struck here for tea breaks,]” ⟦<a:said> {a:Dot Lasker}, a crane driver¦<a:said> {a:Dot Lasker}, who has driven cranes for nineteen years⟧. “[a:I can do a week for night pay.]”",
                    a=said(Unresolved("Dot Lasker", "person")),
                ),
                para(
                    "[a:[b:Feed for about forty farms would run out by the middle of next week], {b:the growers' association} had <b:warned>], {a:@brandt} <a:told> ⟪a:@radio⟫.",
                    a=said("brandt", via=Via("radio"), channel="interview"),
                    b=said(
                        Unnamed("the growers' association", kind="organisation"),
                        figures=figure("about forty", 40, qualifier="about", unit="farms"),
                    ),
                    skip="radio",
                ),
                para(
                    "{a:@lindqvist} <a:denied> that [a:pickets had stopped a lorry carrying medicines]. “[b:It was stopped by its own flat tyre, and two of our members changed it,]” {b:she} <b:said>.",
                    a=said("lindqvist", polarity="denies"),
                    b=said("lindqvist"),
                ),
                para(
                    "{a:A person close to the harbour board} <a:said> [a:some members would rather settle than see grain go to Norderau for good].",
                    a=said(Unnamed("a person close to the harbour board", 1, 1, "harbour board")),
                ),
            ),
            (
                para(
                    "Some 900 dockers walked out on 19 January over pay for night work once new cranes arrive in the spring."
                ),
                para(
                    "Kesterholm handles a fifth of the region's grain. In January most of it leaves for mills on the other coast."
                ),
            ),
            certain={"courier": (0, (0,))},
        ),
    ),
    specials=(
        Special(
            "strike-x-ledger",
            "ledger",
            at(2026, 1, 22),
            "Harbour authority lifts offer to 5.5%",
            para(
                "[a:The Kesterholm Harbour Authority is ready to raise its offer to 5.5% over two years], <a:according to> {a:a letter to shippers} that ⟪a:the Ledger has seen⟫.\n\nIn the letter, dated Tuesday, {b:@harlan} <b:writes> that [b:“the gap is no longer one of numbers but of trust”]. He asks customers for patience “until the middle of next week at the latest”.\n\nThe union would not say whether it had been told. “[c:We read our offers in the newspapers like everybody else,]” <c:said> {c:@lindqvist}.\n\nAn offer at that level would add about £700,000 a year to the wage bill, by the reckoning of this newspaper, or half of what the port loses in a single day of strike. The authority's reserves stood at £31m at the end of September.",
                a=said(
                    Unnamed("a letter to shippers", kind="document"),
                    "strike-offer",
                    own=True,
                    channel="report or document",
                    figures=figure("5.5%", 5.5, unit="per cent"),
                ),
                b=said("harlan", channel="written statement", none_needed=True),
                c=said("lindqvist"),
            ),
            standfirst="Letter to shippers goes further than the authority has in public",
        ),
        Special(
            "strike-x-interview",
            "sentinel",
            at(2026, 1, 25, 6),
            "“I count containers in my sleep”: the union leader at the gate",
            para(
                "{a,b:@lindqvist} started in the lashing gang at nineteen and has led the dockers for six years. We ⟪a,b:met her at the east gate⟫ on the sixth day of the strike.\n\nWhat would it take to end this? “[a:A night rate that is higher than the day rate. I could write it on a beer mat,]” she <a:said>.\n\nHas the authority offered 5.5%? “[b:Somebody has offered it to a newspaper. Nobody has offered it to me,]” she <b:said>.\n\nDid pickets stop a lorry with medicines? She laughs, and tells the story of the flat tyre again, with the names of the two members who changed it.\n\nShe has not slept in her own bed since Monday. Her daughter brings soup. Asked how long the strike fund lasts, she turns up her collar and says that it is cold and that the next question had better be about soup.",
                a=said("lindqvist", own=True, channel="interview"),
                b=said("lindqvist", "strike-offer", own=True, channel="interview", polarity="denies"),
            ),
            genre="interview",
            byline="Shona Pryce",
        ),
        Special(
            "strike-x-press",
            "northline",
            at(2026, 1, 27, 14),
            "Kesterholm Harbour Authority: agreement reached",
            para(
                "The following is a <a:statement> by {a:the Kesterholm Harbour Authority}, passed on unedited.\n\n[a:The Authority and the Dockers and Seafarers Union have agreed on pay for night work for two years. Work resumes with the night shift on Wednesday.] [b:The rise is 5.8%, of which a part depends on the new cranes coming into service in April], {b:the Authority} <b:says>.\n\n“[c:We thank customers, hauliers and farmers for their patience, and the union for a hard but honest week,]” {c:Tomas Harlan}, chief executive, <c:said>.\n\nShippers will find the order in which waiting vessels are called on the Authority's website. Questions go to the harbour office during working hours.",
                a=said("harbour_authority", none_needed=True, channel="written statement"),
                b=said(
                    "harbour_authority",
                    "strike-offer~related",
                    none_needed=True,
                    channel="written statement",
                    figures=figure("5.8%", 5.8, unit="per cent"),
                ),
                c=said("harlan", none_needed=True, channel="written statement"),
            ),
            genre="press release",
        ),
        Special(
            "strike-x-tageblatt",
            "tageblatt",
            at(2026, 1, 24, 5, 30),
            "Streik in Kesterholm: Getreide kommt nach Norderau",
            para(
                "[a:Elf Schiffe, die Kesterholm hätten anlaufen sollen, sind seit Montag umgeleitet worden], <a:sagte> {a:Hafenchef Tomas Harlan} ⟪a:dem Harbour Courier⟫. Drei von ihnen haben in Norderau festgemacht.\n\n„[b:Wir freuen uns nicht über den Streit der anderen, aber wir haben freie Kais]“, <b:sagte> {b:Hafenkapitänin Antje Rieck} ⟪b:unserer Zeitung⟫. [c:Rund 12.000 Tonnen Weizen seien in dieser Woche zusätzlich gelöscht worden], {c:Rieck} <c:zufolge>.\n\nIn Kesterholm streiken rund 900 Hafenarbeiter für mehr Geld in der Nachtschicht. {d:Der Verband der Getreidehändler} <d:rechnet> damit, dass [d:ein Teil der Ladung auf Dauer in Norderau bleibt]. Eine Sprecherin der Hafenbehörde in Kesterholm wollte dazu nichts sagen.",
                a=said(
                    "harlan",
                    "strike-ships",
                    via=Via("courier", "words", "strike-week-courier"),
                    figures=figure("Elf", 11, unit="ships"),
                ),
                b=said(Unresolved("Antje Rieck", "person"), own=True, channel="interview"),
                c=said(
                    Unresolved("Antje Rieck", "person"),
                    figures=figure("Rund 12.000", 12000, qualifier="rund", unit="tonnes"),
                ),
                d=said(Unresolved("Verband der Getreidehändler", "organisation")),
            ),
            language="de",
        ),
    ),
)

FERRY = Story(
    "ferry",
    "region",
    wires=(
        Wire(
            "northline",
            (
                "Ferry strikes pier at Kestrel Bay, 14 injured",
                "Passengers hurt as ferry hits pier",
                "Ferry rams pier: 14 people hurt",
            ),
            "Kestrel Bay",
            (
                para(
                    "[a:Fourteen people were injured, two of them seriously], when the ferry Saint Ebba struck the pier at Kestrel Bay on Wednesday evening, {a:@police} <a:said>.",
                    a=said("police", "ferry-injured", figures=figure("Fourteen", 14, unit="people injured")),
                ),
                para(
                    "The ship, with 118 passengers on board, was coming in from Ostermere when it ran against the concrete head of the pier a little after six. It stayed afloat and was made fast by its own crew.",
                ),
                para(
                    "“[a:There was no announcement. There was a noise like a quarry, and then everybody was on the floor,]” <a:said> {a:Maud Ferris}, a passenger on her way home from work.",
                    a=said(Unresolved("Maud Ferris", "person")),
                ),
                para(
                    "[a:The weather was fair and the tide was slack], {a:@lowe} <a:said>. [b:The captain, who has twenty-two years' experience, was helping the investigators], {b:she} <b:added>.",
                    a=said("lowe"),
                    b=said("lowe"),
                ),
                para(
                    "{a:@safety_board} <a:said> [a:it had secured the ship's data recorder] and would not guess at causes.",
                    a=said("safety_board"),
                ),
            ),
            at(2026, 3, 11, 20, 15),
            "courier=byline sentinel=dateline lantern=byline post=bare ledger=foot beacon=byline lowland=copy chronicle=dateline",
        ),
    ),
    phases=(
        Phase(
            "crash",
            at(2026, 3, 12, 7),
            "post courier lantern radio tideline sentinel",
            (
                lead(
                    (
                        "[a:16 hurt as ferry ploughs into pier]",
                        "“Like a quarry”: passengers tell of ferry crash",
                        "Sixteen hurt at Kestrel Bay pier",
                    ),
                    "[a:Sixteen people were hurt] when the Saint Ebba ⟦ploughed¦ran⟧ into the pier at Kestrel Bay, {a:@dray} <a:said> ⟦this morning¦on Thursday⟧. Two are still in hospital.",
                    a=said("dray", "ferry-injured", figures=figure("Sixteen", 16, unit="people injured")),
                ),
                lead(
                    (
                        "Ferry came in “far too fast”, witnesses say",
                        "Anglers fled as ferry came in",
                        "Witnesses: ferry did not slow down",
                    ),
                    "[a:The Saint Ebba came in at twice its usual speed], {a:three people who were fishing from the pier} ⟪a:<a:told> ~us⟫.",
                    standfirst="Anglers ran when they saw that the ship was not turning",
                    a=said(
                        Unnamed("three people who were fishing from the pier", 3, 3),
                        "ferry-speed",
                        own=True,
                        channel="interview",
                    ),
                ),
                lead(
                    (
                        "What we know about the ferry accident",
                        "After the crash: pier shut, divers sent for",
                        "Ferry accident: pier to stay closed for weeks",
                    ),
                    "The pier at Kestrel Bay [a:will be closed until the end of the month] after Wednesday's ferry accident, {a:@council} <a:said>. ⟦Buses will run to Ostermere every hour instead.¦Divers will look at its footings today.⟧",
                    a=said("council"),
                ),
            ),
            (
                para(
                    "“[a:I teach swimming and I was the first into the life jackets,]” <a:said> {a:Ned Carrow}, who had been on the upper deck. [b:Nobody panicked], {b:he} <b:said>, “[b:which is more than I can say for the gulls]”.",
                    a=said(Unresolved("Ned Carrow", "person")),
                    b=said(Unresolved("Ned Carrow", "person")),
                ),
                para(
                    "{a:@lowe} <a:rejected> talk that [a:the ship had been speeding]. [b:The recorder would show a normal approach until the last forty seconds], {b:she} <b:said>.",
                    a=said("lowe", "ferry-speed", polarity="denies"),
                    b=said("lowe", "ferry-speed~different", figures=figure("forty seconds", 40, unit="seconds")),
                ),
                para(
                    "[a:[b:The bridge had lost control of one propeller], {b:the captain} <b:told> the first officers on board], {a:@dray} <a:said>.",
                    a=said("dray", "ferry-brakes~related"),
                    b=said(Unnamed("the captain", 1, 1, "Bluefin Ferries"), "ferry-brakes~related"),
                ),
                para(
                    "@skerry ⟦asked for patience¦would not be hurried⟧. “[a:We will say nothing that we would have to take back,]” {a:he} <a:~said>.",
                    a=said("skerry"),
                ),
                para(
                    "[a:[b:A fault in the engine controls had been written into the log on Monday]], {a:@northline.full} <a:reported>, <b:citing> {b:a crew member}.",
                    a=said("northline", "ferry-brakes", none_needed=True, channel="press report"),
                    b=said(
                        Unnamed("a crew member", 1, 1, "Bluefin Ferries"),
                        "ferry-brakes",
                    ),
                ),
            ),
            (
                para(
                    "The Saint Ebba was built in 1998 and refitted in 2019. She makes six crossings a day between Ostermere and Kestrel Bay."
                ),
                para("It is the first accident with injuries on the line since it was opened in 1973."),
            ),
            certain={"courier": (0, (2,))},
        ),
        Phase(
            "bulletin",
            at(2026, 4, 2, 10),
            "courier sentinel ledger lantern post radio tideline",
            (
                lead(
                    (
                        "Ferry's controls had failed three times before crash",
                        "Three faults in five weeks: what the ferry's log says",
                        "Board lists faults before ferry struck pier",
                        "Faults were known before ferry hit pier",
                        "Investigators: controls failed before",
                    ),
                    "[a:The controls of the Saint Ebba had failed three times in the five weeks before the ship struck the pier], {a:@safety_board} <a:found> in a first bulletin published on Thursday.",
                    standfirst="Safety board's first bulletin lists entries in the ship's log",
                    a=said(
                        "safety_board",
                        "ferry-brakes",
                        none_needed=True,
                        channel="report or document",
                        figures=(figure("three times", 3, unit="failures"), figure("five weeks", 5, unit="weeks")),
                    ),
                ),
                lead(
                    (
                        "Ferry “not too fast”, investigators say",
                        "Thirty-eight seconds: ferry inquiry publishes first bulletin",
                        "Speed was normal, ferry inquiry finds",
                    ),
                    "[a:The Saint Ebba was not too fast when it approached the pier], <a:according to> {a:@ferry_bulletin} of the Coastal Safety Board. [b:Its propeller did not answer for thirty-eight seconds], {b:the bulletin} <b:says>.",
                    a=said(
                        "ferry_bulletin",
                        "ferry-speed",
                        polarity="denies",
                        none_needed=True,
                        channel="report or document",
                    ),
                    b=said(
                        "ferry_bulletin",
                        "ferry-brakes~related",
                        none_needed=True,
                        channel="report or document",
                        figures=figure("thirty-eight seconds", 38, unit="seconds"),
                    ),
                ),
                lead(
                    ("“Taken for a repair”: how a fault came back", "Ferry company changes part on both ships"),
                    "[b:The engine controls on both of its ships were replaced “weeks earlier than anyone asked us to”], {b:@bluefin} <b:said> on Thursday, ⟦an hour after investigators had listed three earlier faults¦when the first findings on the accident at Kestrel Bay came out⟧.",
                    b=said("bluefin"),
                ),
            ),
            (
                para(
                    "“[a:Each time the fault went away when the system was started again, and each time that was taken for a repair,]” {a:@skerry} <a:told> a press conference.",
                    a=said("skerry", "ferry-brakes", channel="press conference"),
                ),
                para(
                    "{a:@bluefin} <a:said> in a statement that [a:it accepted the findings and had replaced the unit on both of its ships].",
                    a=said("bluefin", channel="written statement", none_needed=True),
                ),
                para(
                    "[a:Nobody in the office was told of the earlier faults], {a:@lowe} <a:said>. {b:A former chief engineer of the line} <b:disputed> that: “[b:They had it from me in writing, twice.]” He did not want to be named because he is in a legal dispute with the operator.",
                    a=said("lowe", "ferry-brakes~related"),
                    b=said(
                        Unnamed(
                            "A former chief engineer of the line",
                            1,
                            1,
                            "Bluefin Ferries",
                            "because he is in a legal dispute with the operator",
                        ),
                        "ferry-brakes",
                    ),
                ),
                para(
                    "[a:Twenty-one passengers have asked for compensation], {a:a lawyer for some of them} <a:said>.",
                    a=said(
                        Unnamed("a lawyer for some of them", 1, 1), figures=figure("Twenty-one", 21, unit="passengers")
                    ),
                ),
            ),
            (
                para(
                    "Sixteen people were hurt when the ferry ran into the pier at Kestrel Bay on 11 March. The pier opened again last week."
                ),
            ),
        ),
    ),
    specials=(
        Special(
            "ferry-x-marsa",
            "marsa",
            at(2026, 3, 12, 9, 40),
            "إصابة 14 شخصا في حادث عبارة",
            para(
                "[a:أصيب أربعة عشر شخصا عندما اصطدمت عبارة برصيف الميناء في خليج كيستريل مساء الأربعاء]، <a:قالت> {a:الشرطة} ⟪a:لوكالة نورثلاين⟫.\n\nوكانت العبارة تحمل 118 راكبا عندما وقع الحادث بعد الساعة السادسة بقليل. وبقيت السفينة عائمة وربطها طاقمها بالرصيف.\n\n<b:وقالت> {b:دانا لو}، المتحدثة باسم الشركة، إن [b:الطقس كان جيدا والبحر كان هادئا]. وأضافت أن القبطان يعمل في البحر منذ اثنين وعشرين عاما وأنه يساعد المحققين.\n\nوقال مجلس السلامة إنه حصل على جهاز تسجيل البيانات وإنه لن يتحدث عن الأسباب قبل نهاية التحقيق. وقالت راكبة كانت عائدة من عملها إن الناس سقطوا على الأرض بعد صوت قوي، ثم ساعد بعضهم بعضا حتى وصلت سيارات الإسعاف.",
                a=said(
                    "police",
                    "ferry-injured",
                    via=Via("northline", "words", "ferry-wire-northline"),
                    figures=figure("أربعة عشر", 14, unit="people injured"),
                ),
                b=said("lowe"),
            ),
            language="ar",
        ),
        Special(
            "ferry-x-phare",
            "phare",
            at(2026, 3, 13, 6, 15),
            "Accident de ferry à Kestrel Bay : une panne déjà signalée ?",
            para(
                "[a:[b:Une panne des commandes avait été inscrite au journal de bord dès lundi], <b:selon> {b:un membre d'équipage}], <a:rapporte> {a:l'agence Northline}. Mercredi soir, le ferry Saint Ebba a heurté la jetée de Kestrel Bay.\n\n« [c:Nous ne dirons rien que nous devrions ensuite retirer], » a <c:déclaré> {c:Magnus Skerry}, qui dirige l'enquête. La compagnie assure que la vitesse était normale.\n\nÀ Brévan, d'où partent en été deux bateaux du même type, la chambre de commerce se veut rassurante. « [d:Nos navires ont été contrôlés en janvier], » <d:affirme> {d:Yann Le Goarec}, responsable du port, ⟪d:joint par notre journal⟫. Seize personnes ont été blessées dans l'accident, dont deux grièvement.",
                a=said("northline", "ferry-brakes", none_needed=True, channel="press report"),
                b=said(Unnamed("un membre d'équipage", 1, 1), "ferry-brakes"),
                c=said("skerry"),
                d=said(Unresolved("Yann Le Goarec", "person"), own=True, channel="interview"),
            ),
            language="fr",
        ),
        Special(
            "ferry-x-factcheck",
            "tideline",
            at(2026, 3, 14, 12),
            "No, the ferry was not on autopilot",
            para(
                "A clip seen tens of thousands of times since Thursday claims that the Saint Ebba was steering itself when it hit the pier. We looked.\n\nThe clip: {a:an account called Baywatcher} <a:says> [a:“the ferry has had no one at the wheel since January”]. It shows a Bluefin brochure for a trial of assisted docking.\n\nWhat the operator says: {b:@lowe} ⟪b:<b:told> Tideline⟫ that [b:the trial was on another ship and ended in November].\n\nWhat others say: [c:the system was never fitted to the Saint Ebba], <c:according to> {c:the ship's entry in the public register}, which we read on Saturday.\n\nOur view: the brochure is real, the claim is not borne out by it. The investigators have not finished.",
                a=said(Unresolved("Baywatcher", "person"), channel="post"),
                b=said("lowe", own=True, channel="interview"),
                c=said(
                    Unnamed("the ship's entry in the public register", kind="document"),
                    none_needed=True,
                    channel="report or document",
                ),
            ),
            genre="fact check",
        ),
        Special(
            "ferry-x-chronicle",
            "chronicle",
            at(2026, 3, 13, 16),
            "Calderfoot family safe after ferry accident overseas",
            para(
                "A Calderfoot couple and their two children are safe after the ferry they were on struck a pier on the Merrow coast.\n\n“[a:We were nearest the bow and we did not get a scratch,]” {a:Terry Oakes} ⟪a:<a:told> the Chronicle⟫ by phone from a hotel. “[a:The kids want to do it again.]”\n\n{b:Police} have <b:said> [b:sixteen people were injured], ⟪b:@courier.full reported⟫. [c:[d:The ship had lost control of one propeller], {d:its captain} is <d:said> to have told officers], <c:according to> {c:the same newspaper}.\n\nThe family had been visiting an aunt in Ostermere and will fly home on Tuesday, Mr. Oakes said, by way of dry land.",
                a=said(Unresolved("Terry Oakes", "person"), own=True, channel="interview"),
                b=said(
                    "police",
                    "ferry-injured",
                    via=Via("courier", "words", "ferry-crash-courier"),
                    figures=figure("sixteen", 16, unit="people injured"),
                ),
                c=said(
                    "courier",
                    "ferry-brakes~related",
                    none_needed=True,
                    channel="press report",
                    cited="ferry-crash-courier",
                ),
                d=said(Unnamed("its captain", 1, 1), "ferry-brakes~related"),
            ),
        ),
    ),
)

WALL = Story(
    "wall",
    "investigations",
    wires=(
        Wire(
            "northline",
            (
                "Leaked report finds cracks in Kesterholm sea wall, newspaper says",
                "Sea wall cracked, leaked report says",
                "Council “knew of cracked sea wall”",
            ),
            "Ostermere",
            (
                para(
                    "[a:[b:The sea wall that protects Kesterholm is cracked along almost a third of its length], <b:according to> {b:an unpublished report}], {a:@sentinel} <a:reported> on Tuesday.",
                    a=said(
                        "sentinel", "wall-cracks", none_needed=True, channel="press report", cited="wall-x-sentinel"
                    ),
                    b=said(
                        "sea_wall_report",
                        "wall-cracks",
                        channel="report or document",
                        figures=figure("almost a third", 33, qualifier="almost", unit="per cent of the wall"),
                    ),
                ),
                para(
                    "[a:The report, by the coastal engineer Simon Aldervane, was handed to Merrow Coast Council in June of last year], {a:the newspaper} <a:said>.",
                    a=said("sentinel", "wall-known", none_needed=True, channel="press report", cited="wall-x-sentinel"),
                ),
                para(
                    "{a,b:@brandt} <a:confirmed> that [a:a draft existed] but <b:denied> that [b:it had been kept back].",
                    a=said("brandt", "wall-known~related"),
                    b=said("brandt", "wall-known~related", polarity="denies"),
                ),
                para(
                    "“[a:A draft is a draft. It went back to the author with forty-one questions,]” {a:she} <a:said>.",
                    a=said("brandt", figures=figure("forty-one", 41, unit="questions")),
                ),
                para(
                    "{a:@aldervane} could not be reached. {a:He} is <a:quoted> by the newspaper as saying that [a:he “would not sleep on the ground floor behind that wall in a January gale”].",
                    a=said("aldervane", "wall-cracks~related", via=Via("sentinel", "editor", "wall-x-sentinel")),
                ),
            ),
            at(2026, 6, 9, 8, 40),
            "courier=dateline lantern=byline radio=foot beacon=byline lowland=bare post=copy tideline=byline",
        ),
    ),
    phases=(
        Phase(
            "row",
            at(2026, 6, 10, 9),
            "courier lantern radio ledger beacon tideline post",
            (
                lead(
                    (
                        "Council “sat on” sea wall report for a year",
                        "Row over the report that nobody published",
                        "Who knew about the wall?",
                    ),
                    "[a:The council has known for a year that the sea wall is cracked], {a:@sentinel} has <a:revealed>. {b:@brandt} ⟦<b:said> on Wednesday¦<b:insisted>⟧ that [b:members had been told all there was to tell].",
                    a=said("sentinel", "wall-known", none_needed=True, channel="press report", cited="wall-x-sentinel"),
                    b=said("brandt", "wall-known~different"),
                ),
                lead(
                    ("New sea wall would cost £90m", "The £90m question", "£90m for a wall, and £8m in the pot"),
                    "[a:A new sea wall would cost £90m], <a:according to> {a:@sea_wall_report} as ⟪a:quoted by the Ostermere Sentinel⟫. The council has £8m set aside.",
                    a=said(
                        "sea_wall_report",
                        "wall-price",
                        via=Via("sentinel", "words", "wall-x-sentinel"),
                        channel="report or document",
                        figures=figure("£90m", 90_000_000, unit="pounds"),
                    ),
                ),
                lead(
                    (
                        "Engineer: I told them twice",
                        "Letters about sea wall “went unanswered”",
                        "Two letters and a wall",
                        "“I told them twice”, says author of sea wall report",
                    ),
                    "The engineer who wrote the report on the Kesterholm sea wall [a:warned the council twice in writing], {a:he} ⟪a:<a:told> @radio⟫. {b:@aldervane} <b:said> [b:the second letter went unanswered].",
                    a=said(
                        "aldervane",
                        "wall-known",
                        via=Via("radio"),
                        channel="interview",
                        figures=figure("twice", 2, unit="letters"),
                    ),
                    b=said("aldervane", "wall-known"),
                    skip="radio",
                ),
            ),
            (
                para(
                    "“[a:If I had a pound for each person who has told me this week that they always knew, we could build the wall,]” {a:@brandt} <a:~said>.",
                    a=said("brandt"),
                ),
                para(
                    "{a:@quist} and {a:@lindqvist} <a:called> for [a:the whole report to be published at once].",
                    a=said(["quist", "lindqvist"], state="rejected", reason="A demand: nothing is stated."),
                ),
                para(
                    "[a:Nine places are marked red, meaning “repair before the next winter”], <a:according to> {a:two people who have read the report}.",
                    a=said(
                        Unnamed("two people who have read the report", 2, 2),
                        "wall-cracks",
                        figures=figure("Nine", 9, unit="places"),
                    ),
                ),
                para(
                    "{a:@harlan} <a:said> [a:the harbour's own stretch of the wall had been inspected in March and was sound].",
                    a=said("harlan", "wall-cracks~different"),
                ),
                para(
                    "{a:KHA}, which moved patients to the upper floors during last year's flood, <a:said> [a:it had asked the council for a copy].",
                    a=said(Ambiguous("KHA", ("hospital_alliance", "harbour_authority"))),
                ),
                para(
                    "[a:The cost had been put at £70m in an earlier version], {a:@radio} <a:reported>.",
                    a=said(
                        "radio",
                        "wall-price",
                        none_needed=True,
                        channel="press report",
                        figures=figure("£70m", 70_000_000, unit="pounds"),
                    ),
                    skip="radio",
                ),
            ),
            (
                para(
                    "The wall was built between 1952 and 1957 and runs for 3.4 kilometres from the harbour to Marsh Halt. More than 300 homes behind it were flooded by the river last November."
                ),
                para(
                    "The council commissioned the report in 2024, after stones had come loose in two winters running."
                ),
            ),
        ),
    ),
    specials=(
        Special(
            "wall-x-sentinel",
            "sentinel",
            at(2026, 6, 9, 5, 0),
            "[a:Sea wall cracked along a third of its length], secret report <a:warns>",
            para(
                "[a:The sea wall at Kesterholm is cracked along almost a third of its length and should be repaired “before the next winter and not after it”], <a:according to> {a:a report} that the council has held for a year and that ⟪a:this newspaper has read⟫.\n\nThe report, 84 pages by the coastal engineer Simon Aldervane, lists nine places in red. [b:A new wall would cost £90m], {b:it} <b:says>; patching the old one, £26m.\n\n“[c:I would not sleep on the ground floor behind that wall in a January gale,]” {c:Prof Aldervane} ⟪c:<c:said> when we called him⟫.\n\n[d:The report reached the council in June of last year], as {d:three people with knowledge of the matter} <d:confirmed>. They spoke on condition that they not be named because the paper is marked confidential. One of them said it had been shown to no more than six people.\n\nThe council leader, {e:Ilse Brandt}, <e:declined to comment> on Monday night.",
                a=said(
                    "sea_wall_report",
                    "wall-cracks",
                    own=True,
                    channel="report or document",
                    figures=figure("almost a third", 33, qualifier="almost", unit="per cent of the wall"),
                ),
                b=said(
                    "sea_wall_report",
                    "wall-price",
                    own=True,
                    channel="report or document",
                    figures=figure("£90m", 90_000_000, unit="pounds"),
                ),
                c=said("aldervane", "wall-cracks~related", own=True, channel="interview"),
                d=said(
                    Unnamed(
                        "three people with knowledge of the matter",
                        3,
                        3,
                        "",
                        "because the paper is marked confidential",
                    ),
                    "wall-known",
                    own=True,
                ),
                e=said("brandt", polarity="declined"),
            ),
            standfirst="Council was told a year ago, the Sentinel can reveal",
            byline="Edmund Rusk",
        ),
        Special(
            "wall-x-sentinel-2",
            "sentinel",
            at(2026, 6, 11, 5, 0),
            "How we got the wall report, and why we print it",
            para(
                "Since {a:this newspaper} <a:reported> on Tuesday that [a:the sea wall is cracked], we have been asked where the report comes from. We do not say, and will not.\n\nWe did not pay for it. We showed its figures to two engineers who had no part in it, and {b:both} ⟪b:<b:told> us⟫ [b:they would have drawn the same conclusion]. We gave the council four days to answer.\n\n{c:The council} has since <c:said> that [c:printing it “creates needless worry”]. The worry seems to us to come from the wall.\n\n{p:The report sets out, section by section, what sixty winters do to poured concrete. It begins at the harbour steps, where the face is sound, and grows more anxious as it walks east. By the last chapter, at Marsh Halt, it recommends in so many words that nobody build there.}",
                a=said("sentinel", "wall-cracks", none_needed=True, channel="press report", cited="wall-x-sentinel"),
                b=said(
                    Unnamed("two engineers who had no part in it", 2, 2),
                    "wall-cracks~related",
                    own=True,
                    channel="interview",
                ),
                c=said("council"),
                p=Credit("passage", "sea_wall_report"),
            ),
            genre="analysis",
            byline="Catherine Vale",
        ),
        Special(
            "wall-x-beacon",
            "beacon",
            at(2026, 6, 13),
            "What the wall report says, in short",
            para(
                "{p:Three point four kilometres of wall, nine red places, one hard deadline: that is the leaked report in a line, as the Ostermere Sentinel printed it. [a:The worst stretch, 140 metres long, lies behind the old cannery], {a:the report} <a:says>, [a:and has moved there by the width of a thumb since 2019]. [c:Patching would hold for ten years, at £26m], {c:it} <c:adds>.\n\n[d:The author wrote to the council a second time in October and had no answer], <d:according to> {d:his own account}.}\n\nNone of this has been disputed by the council, whose leader speaks of a draft. The full paper will be laid before members on 2 July. Until then, [e:residents are] <e:said> [e:to be raising their own doorsteps].",
                p=Credit("passage", "sentinel"),
                a=said(
                    "sea_wall_report",
                    "wall-cracks",
                    channel="report or document",
                    figures=figure("140 metres", 140, unit="metres"),
                ),
                c=said(
                    "sea_wall_report",
                    "wall-price~different",
                    channel="report or document",
                    figures=(figure("ten years", 10, unit="years"), figure("£26m", 26_000_000, unit="pounds")),
                ),
                d=said("aldervane", "wall-known"),
                e=nobody(),
            ),
            genre="analysis",
        ),
        Special(
            "wall-x-radio",
            "radio",
            at(2026, 6, 9, 17, 30),
            "“I told them twice”: sea wall engineer speaks",
            para(
                "The engineer behind the leaked report on the Kesterholm sea wall has spoken for the first time.\n\n“[a:I wrote to them in June and again in October. I told them twice,]” {a:@aldervane.full} ⟪a:<a:told> Merrow Radio⟫. “[a:The second letter was never answered.]”\n\nAsked whether the town was safe, {b:he} <b:said>: “[b:Today, yes. In a January gale, I would move upstairs.]”\n\n[c:Letters are answered in the order in which they are received], {c:a council spokesman} <c:says>. Pressed on which letters are still being answered from last October, he rang off.",
                a=said(
                    "aldervane", "wall-known", own=True, channel="interview", figures=figure("twice", 2, unit="letters")
                ),
                b=said("aldervane", "wall-cracks~related", own=True, channel="interview"),
                c=said(Unnamed("a council spokesman", 1, 1, "Merrow Coast Council")),
            ),
            genre="interview",
        ),
    ),
)

STORIES = (FLOOD, STRIKE, FERRY, WALL)
