"""Stories of the demo corpus: a hospital's computers, a vaccine recall, a recount, talks on a lake."""
# ruff: noqa: E501 - running text, one paragraph a line

from __future__ import annotations

from articles.demo.compose import (
    Ambiguous,
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
        "hospital-down",
        "The patient records of the Kesterholm hospitals could not be opened for days",
        ("hospital", "software"),
        at(2025, 12, 8).date(),
    ),
    DemoClaim("hospital-ops", "Operations were put off because of the failure", ("hospital", "patients")),
    DemoClaim("hospital-cause", "A faulty update caused the failure", ("hospital", "software"), at(2025, 12, 7).date()),
    DemoClaim("hospital-attack", "The hospitals were attacked from outside", ("hospital", "software")),
    DemoClaim(
        "vaccine-doses",
        "Doses of a flu vaccine were recalled because they had been stored too warm",
        ("vaccine", "recall"),
        at(2026, 2, 3).date(),
    ),
    DemoClaim("vaccine-harm", "Patients were harmed by the recalled doses", ("vaccine", "patients")),
    DemoClaim(
        "vaccine-sensor", "A temperature sensor at the warehouse had been broken for weeks", ("vaccine", "warehouse")
    ),
    DemoClaim(
        "recount-margin",
        "The first count of the Ostermere mayoral election ended with a lead of a few dozen votes",
        ("election", "recount"),
        at(2026, 5, 8).date(),
    ),
    DemoClaim("recount-box", "A ballot box was left uncounted", ("election", "recount"), at(2026, 5, 8).date()),
    DemoClaim(
        "recount-result", "The recount confirmed the first result", ("election", "recount"), at(2026, 5, 13).date()
    ),
    DemoClaim("lake-deal", "The two Vale commissions are close to a deal on the lake", ("lake", "talks")),
    DemoClaim("lake-quota", "The char quota of both sides is to be cut", ("lake", "fishing")),
    DemoClaim(
        "lake-walkout", "The Upper Vale delegation walked out of the talks", ("lake", "talks"), at(2026, 8, 5).date()
    ),
)

NURSES = Unnamed("two nurses on the evening shift", 2, 2, "", "because they had been told not to speak to the press")
DELEGATES = Unnamed("two delegates, one from each side", 2, 2, "", "because the talks are confidential")

HOSPITAL = Story(
    "hospital",
    "health",
    wires=(
        Wire(
            "northline",
            (
                "Kesterholm hospitals back on paper after computers fail",
                "Hospitals on pen and paper as computers go down",
                "Computer failure hits hospitals",
            ),
            "Kesterholm",
            (
                para(
                    "Doctors in Kesterholm wrote notes by hand on Monday after [a:the patient records of all three hospitals in the town became unreadable overnight], {a:@hospital_alliance} <a:said>.",
                    a=said("hospital_alliance", "hospital-down", figures=figure("three", 3, unit="hospitals")),
                ),
                para(
                    "[a:About 60 planned operations were put off], <a:according to> {a:@vos}. [b:Emergencies are treated as always], {b:she} <b:said>.",
                    a=said("vos", "hospital-ops", figures=figure("About 60", 60, qualifier="about", unit="operations")),
                    b=said("vos"),
                ),
                para(
                    "“[a:We can still see a patient. What we cannot see is what we wrote about him last week,]” {a:@vos.last} <a:told> reporters in the foyer of the General.",
                    a=said("vos", "hospital-down~related", channel="press conference"),
                ),
                para(
                    "{a:@trace_software}, which supplies the records system, <a:said> [a:it had “all hands on the problem”]. {b:The company} <b:declined> to say what the problem was.",
                    a=said("trace_software"),
                    b=said("trace_software", polarity="declined"),
                ),
                para(
                    "Ambulances brought some patients to Ostermere instead, an hour away by road. Relatives were asked to bring lists of the medicines that patients take.",
                ),
                para(
                    "[a:There was no sign of an attack], {a:a spokesman for the ministry of health} <a:said>.",
                    a=said(
                        Unnamed("a spokesman for the ministry of health", 1, 1, "Ministry of Health"),
                        "hospital-attack",
                        polarity="denies",
                    ),
                ),
            ),
            at(2025, 12, 8, 11),
            "courier=byline sentinel=byline lantern=dateline radio=foot beacon=byline tideline=bare post=byline ledger=foot",
        ),
    ),
    phases=(
        Phase(
            "second",
            at(2025, 12, 9, 8),
            "courier sentinel lantern radio tideline post beacon",
            (
                lead(
                    (
                        "Hospitals enter second day on paper",
                        "Whiteboards and carbon paper: hospitals wait for records",
                        "No end in sight to hospital computer failure",
                    ),
                    "[a:It may be the weekend before patient records can be opened again], {a:@vos} ⟦<a:admitted> on Tuesday¦<a:said> on Tuesday, the second day on which doctors in Kesterholm worked from paper⟧.",
                    standfirst="Three hospitals work from whiteboards and carbon paper",
                    a=said("vos", "hospital-down"),
                ),
                lead(
                    (
                        "100 operations put off as computers stay dark",
                        "Waiting rooms full as hospitals work by hand",
                        "[a:Hospital chaos: 100 operations off]",
                    ),
                    "[a:More than 100 operations have been put off] at the Kesterholm hospitals since their computers failed, {a:@sorley} <a:said>, and the waiting rooms are full of people with folders on their knees.",
                    a=said(
                        "sorley", "hospital-ops", figures=figure("100", 100, qualifier="more than", unit="operations")
                    ),
                ),
                lead(
                    (
                        "Nurses: we saw it coming",
                        "Frozen screens on Saturday, no records on Monday",
                        "“The screens froze on Saturday already”, nurses say",
                    ),
                    "[a:The records system froze several times on Saturday, a day and a half before it failed], {a:two nurses on the evening shift} ⟪a:<a:told> ~us⟫. They spoke on condition that they were not named because they had been told not to speak to the press.",
                    a=said(NURSES, "hospital-down~related", own=True, channel="interview"),
                    skip="post",
                ),
            ),
            (
                para(
                    "“[a:An update went in on Sunday night and it did not come out again,]” <a:said> {a:@imre}. “[a:We are sorry. It is as simple and as annoying as that.]”",
                    a=said("imre", "hospital-cause"),
                ),
                para(
                    "[a:Nothing at all points to an attack], {a:@imre} ⟦<a:said>¦<a:insisted>⟧ when asked about rumours that had gone round the wards. [b:The update was his company's own], {b:he} <b:added>.",
                    a=said("imre", "hospital-attack", polarity="denies"),
                    b=said("imre", "hospital-cause"),
                ),
                para(
                    "{a:KHA} has <a:asked> patients [a:not to come without an appointment until Thursday].",
                    a=said(Ambiguous("KHA", ("hospital_alliance", "harbour_authority"))),
                ),
                para(
                    "On the fourth floor of the General somebody had drawn the ward on a whiteboard, bed by bed, with magnets shaped like fruit. “[a:The pear is allergic to penicillin,]” {a:a student nurse} <a:explained>. “[a:So far the system has not crashed.]”",
                    a=said(Unnamed("a student nurse", 1, 1)),
                    skip="lantern radio",
                ),
                para(
                    "[a:Six patients were given their medicines late], {a:@hospital_alliance} <a:confirmed>; [b:none came to harm], {b:it} <b:said>.",
                    a=said("hospital_alliance", figures=figure("Six", 6, unit="patients")),
                    b=said("hospital_alliance"),
                ),
                para(
                    "[a:A clinic in Norderau had the same trouble last spring, and needed nine days to mend it], {a:Lowland View} <a:reported>.",
                    a=said(
                        "lowland", none_needed=True, channel="press report", figures=figure("nine days", 9, unit="days")
                    ),
                ),
            ),
            (
                para(
                    "The three hospitals moved their records to Tracewell's system in 2023, at a cost of £18m. The paper files went to a salt mine."
                ),
                para("About 210,000 people live in the area that the hospitals serve."),
            ),
            certain={"lantern": (1, ())},
        ),
        Phase(
            "cause",
            at(2025, 12, 16, 9),
            "courier ledger sentinel lantern beacon",
            (
                lead(
                    (
                        "Hospital failure: update was never tested, supplier admits",
                        "No test before update that stopped hospitals",
                        "Supplier: we did not test it",
                        "Update that felled hospitals went in untested",
                    ),
                    "[a:The update that shut three hospitals out of their own records had not been tested on a copy of them first], {a:@trace_software} has <a:admitted>.",
                    standfirst="Supplier and hospitals blame each other for a missing test",
                    a=said("trace_software", "hospital-cause"),
                ),
                lead(
                    ("Who pays for the week without records?", "Hospitals want £2m from supplier"),
                    "[a:The Kesterholm hospitals want £2m from the maker of their records system], {a:two people with knowledge of the letter} <a:said>. ⟦It was sent on Friday.¦They asked not to be named because lawyers are involved.⟧",
                    a=said(
                        Unnamed("two people with knowledge of the letter", 2, 2),
                        figures=figure("£2m", 2_000_000, unit="pounds"),
                    ),
                ),
                lead(
                    ("Patients still wait for new dates", "After the failure, the queue"),
                    "Nine in ten of those whose operations fell victim to the hospitals' computers [a:have a new date, most of them in January], {a:@vos} <a:said> on Tuesday. ⟦The rest will be called this week.¦For the others, she asked for patience once more.⟧",
                    a=said("vos", "hospital-ops~related"),
                ),
            ),
            (
                para(
                    "“[a:There was a test system. It was switched off in the summer to save £40,000,]” {a:@imre} <a:told> a committee of the council.",
                    a=said(
                        "imre",
                        "hospital-cause~related",
                        channel="press conference",
                        figures=figure("£40,000", 40_000, unit="pounds"),
                    ),
                ),
                para(
                    "{a:@vos} <a:denied> that [a:the hospitals had switched it off]. “[b:We were told that it was no longer needed,]” {b:she} <b:said>.",
                    a=said("vos", polarity="denies"),
                    b=said("vos"),
                ),
                para(
                    "[a:In all, 143 operations were put off], <a:according to> {a:figures given to the committee}; all but eleven have a new date.",
                    a=said(
                        Unnamed("figures given to the committee", kind="document"),
                        "hospital-ops",
                        channel="report or document",
                        figures=figure("143", 143, unit="operations"),
                    ),
                ),
                para(
                    "{a:@patients} <a:calls> it [a:“a near miss that nobody seems to want to count”]. {b:@sorley}, who had spoken of more than 100 operations on the second day, <b:said> [b:the final figure “was, if anything, polite”].",
                    a=said("patients"),
                    b=said("sorley", "hospital-ops~related"),
                ),
            ),
            (
                para(
                    "The records of three hospitals in Kesterholm could not be opened from 8 to 13 December. Doctors worked from paper."
                ),
            ),
        ),
    ),
    specials=(
        Special(
            "hospital-x-tageblatt",
            "tageblatt",
            at(2025, 12, 10, 6, 10),
            "Krankenhäuser in Kesterholm arbeiten mit Papier",
            para(
                "Den dritten Tag in Folge kommen die drei Krankenhäuser in Kesterholm nicht an ihre Patientenakten. [a:Mehr als 100 Operationen wurden verschoben], <a:wie> {a:Jean Sorley von einer Patientengruppe} ⟪a:dem Daily Lantern⟫ <a:sagte>.\n\n„[b:Ein Update ging hinein und kam nicht wieder heraus]“, <b:erklärte> {b:Pal Imre}, Geschäftsführer der Herstellerfirma. Hinweise auf einen Angriff gebe es nicht.\n\nAuch die Klinik in Norderau nutzt das Programm. [c:Das fragliche Update sei hier nicht eingespielt worden], <c:sagte> {c:ein Sprecher der Klinik} ⟪c:auf Anfrage unserer Zeitung⟫. Im Frühjahr hatte das System in Norderau neun Tage lang nicht funktioniert.\n\nAuf den Stationen in Kesterholm behelfen sich die Pflegekräfte mit Tafeln und Magneten. Planbare Eingriffe sollen frühestens am Wochenende wieder stattfinden.",
                a=said(
                    "sorley",
                    "hospital-ops",
                    via=Via("lantern", "words", "hospital-second-lantern"),
                    figures=figure("Mehr als 100", 100, qualifier="mehr als", unit="operations"),
                ),
                b=said("imre", "hospital-cause"),
                c=said(Unnamed("ein Sprecher der Klinik", 1, 1, "Klinik Norderau"), own=True),
            ),
            language="de",
        ),
        Special(
            "hospital-x-chain",
            "lowland",
            at(2025, 12, 11, 15),
            "Hospital update “went in twice”",
            para(
                "[a:[b:[c:The update that crippled three hospitals across the water was put in twice in one night], {c:an engineer at the supplier} <c:told> the agency], {b:Northline} <b:reported>], {a:the Harbour Courier} <a:wrote> on its website on Thursday. We have not been able to reach any of the three.\n\nIf it is so, it would explain why the first repair, on Monday at noon, made matters worse. The alliance that runs the hospitals said on Monday that the records were “safe but out of reach”.\n\n{d:A doctor from this county} who works at the General ⟪d:<d:told> Lowland View⟫ that [d:she had gone back to the fountain pen her father gave her, and rather liked it].\n\nThe supplier did not answer three calls. It has customers on this side too, among them two nursing homes, which say that their systems are running.",
                a=said("courier", "hospital-cause~unsure", none_needed=True, channel="press report"),
                b=said("northline", "hospital-cause~related", channel="press report"),
                c=said(Unnamed("an engineer at the supplier", 1, 1, "Tracewell Systems"), "hospital-cause~related"),
                d=said(Unnamed("A doctor from this county", 1, 1), own=True, channel="interview"),
            ),
        ),
        Special(
            "hospital-x-analysis",
            "sentinel",
            at(2025, 12, 18, 5),
            "The test that nobody switched off",
            para(
                "Two sentences were spoken before the council's committee on Monday that cannot both be the whole truth. {a:@imre} <a:said> [a:the test system had been switched off to save money]. {b:@vos} <b:said> [b:the hospitals had been told it was no longer needed].\n\nBoth may be right about their own half. The contract, which this newspaper has read, [c:leaves it to “the parties” to agree on a test before each update], a phrase with two owners and therefore none.\n\n[d:In nine of ten failures of this kind there was a test that somebody had stopped doing], <d:writes> {d:Noor Castellane}, who has studied hospital software for twenty years, in a paper published last spring.\n\nNobody attacked anybody. It would be easier if they had: there would be someone to be angry with, and a reason to spend £40,000.",
                a=said("imre", "hospital-cause~related"),
                b=said("vos"),
                c=nobody(own_voice=True, own=True),
                d=said(
                    Unresolved("Noor Castellane", "person"),
                    channel="report or document",
                    none_needed=True,
                    figures=figure("nine of ten", 90, unit="per cent"),
                ),
            ),
            genre="analysis",
            byline="Catherine Vale",
        ),
        Special(
            "hospital-x-press",
            "meridian",
            at(2025, 12, 13, 16),
            "Statement by Tracewell Systems: service restored",
            para(
                "<a:Issued> by {a:Tracewell Systems} and passed on without changes by Meridian Wire.\n\n[a:Service to the three hospitals of the Kesterholm Hospital Alliance was restored in full at 13.20 today. No record was lost and no record was seen by anyone who should not have seen it.]\n\n[b:The interruption was caused by an error in an update delivered on Sunday], {b:the company} <b:says>. “[c:We apologise to patients and staff, who have shown more patience with us than we had any right to ask for,]” <c:said> {c:Pal Imre}, managing director.\n\nTracewell will pay for an independent review and publish it. Journalists may reach the company during office hours.",
                a=said("trace_software", "hospital-down~related", none_needed=True, channel="written statement"),
                b=said("trace_software", "hospital-cause", none_needed=True, channel="written statement"),
                c=said("imre", none_needed=True, channel="written statement"),
            ),
            genre="press release",
        ),
    ),
)

VACCINE = Story(
    "vaccine",
    "health",
    wires=(
        Wire(
            "meridian",
            (
                "12,000 doses of flu vaccine recalled",
                "Flu jabs recalled after warehouse error",
                "Vaccine recall: what patients should know",
            ),
            "Ostermere",
            (
                para(
                    "[a:Some 12,000 doses of a flu vaccine made by Halden Biologics are being recalled because they were stored too warm], {a:@medicines_office} <a:said> on Tuesday.",
                    a=said(
                        "medicines_office",
                        "vaccine-doses",
                        figures=figure("Some 12,000", 12000, qualifier="some", unit="doses"),
                    ),
                ),
                para(
                    "“[a:The doses are weaker than they should be. They are not dangerous,]” {a:@marsh} <a:said>. “[a:Nobody needs to see a doctor because of this. Some people will need a second jab.]”",
                    a=said("marsh", "vaccine-doses~related"),
                ),
                para(
                    "[a:Fewer than 2,000 of the doses had been given to patients], <a:according to> {a:@medicines_office}. Surgeries will write to everyone who had one.",
                    a=said("medicines_office", figures=figure("Fewer than 2,000", None, 2000, "fewer than", "doses")),
                ),
                para(
                    "{a:@halden} <a:said> in a written statement that [a:the fault lay in one cold room of one warehouse] and that [a:it would bear all costs].",
                    a=said("halden", channel="written statement", none_needed=True),
                ),
                para(
                    "The batch numbers end in 7C and 7D. Pharmacies have been told to set the boxes aside and wait for a driver.",
                ),
            ),
            at(2026, 2, 3, 13),
            "courier=dateline sentinel=byline lantern=byline radio=byline post=foot lowland=byline chronicle=bare ledger=dateline tideline=byline",
        ),
    ),
    phases=(
        Phase(
            "recall",
            at(2026, 2, 4, 8),
            "courier lantern radio tideline ledger sentinel post lowland",
            (
                lead(
                    (
                        "How warm was the warehouse?",
                        "Eight degrees allowed, nineteen measured",
                        "Two days at 19 degrees spoiled vaccine",
                        "Vaccine store was at 19 degrees for two days",
                    ),
                    "[a:The cold room in which 12,000 doses of vaccine spoiled stood at 19 degrees for two days in January], {a:@marsh} <a:said> on Wednesday. It should never be warmer than eight.",
                    standfirst="Patients who had a jab from batch 7C or 7D will get a letter",
                    a=said(
                        "marsh",
                        "vaccine-doses",
                        figures=(
                            figure("12,000", 12000, unit="doses"),
                            figure("19 degrees", 19, unit="degrees Celsius"),
                        ),
                    ),
                ),
                lead(
                    ("Sensor in vaccine store “broken since Christmas”", "Worker: thermometer was broken for weeks"),
                    "[a:The sensor in the cold room where flu vaccine spoiled had been broken since before Christmas], {a:a worker at the warehouse} ⟪a:<a:told> ~us⟫. “[b:There was a sticker on it saying do not trust,]” the {b:worker} <b:said>.",
                    a=said(
                        Unnamed("a worker at the warehouse", 1, 1, "Halden Biologics"),
                        "vaccine-sensor",
                        own=True,
                        channel="interview",
                    ),
                    b=said(
                        Unnamed("a worker at the warehouse", 1, 1, "Halden Biologics"),
                        "vaccine-sensor~related",
                        own=True,
                        channel="interview",
                    ),
                    skip="ledger radio",
                ),
                lead(
                    (
                        "Up to 15,000 doses may be affected, patients' group says",
                        "Campaigner doubts size of vaccine recall",
                        "Recall may be bigger than thought",
                    ),
                    "[a:Up to 15,000 doses may have been stored too warm], {a:@sorley} <a:said>, ⟦against 12,000 named by the authorities¦more than the authorities have named⟧. “[b:I can read a delivery note,]” {b:she} <b:added>.",
                    a=said("sorley", "vaccine-doses", figures=figure("Up to 15,000", None, 15000, "up to", "doses")),
                    b=said("sorley"),
                ),
            ),
            (
                para(
                    "{a:@roeg} <a:denied> that [a:a broken sensor had been known about]. [b:An alarm had sounded and had been “acknowledged in error”], {b:he} <b:said>.",
                    a=said("roeg", "vaccine-sensor", polarity="denies"),
                    b=said("roeg"),
                ),
                para(
                    "[a:No patient has been reported as harmed], <a:according to> {a:@medicines_office}.",
                    a=said("medicines_office", "vaccine-harm", polarity="denies"),
                ),
                para(
                    "At the Rope Street surgery the telephone rang all morning. “[a:Most people are very kind about it and then ask about their knee,]” <a:said> {a:Dr Amit Sole}, who runs it.",
                    a=said(Unresolved("Dr Amit Sole", "person")),
                ),
                para(
                    "[a:Deliveries from the same warehouse were stopped as a precaution], {a:@meridian.full} <a:reported>. [b:Pharmacies in four towns are] <b:said> [b:to be short].",
                    a=said("meridian", none_needed=True, channel="press report"),
                    b=nobody(figures=figure("four towns", 4, unit="towns")),
                ),
                para(
                    "{a:@health_ministry} and {a:@medicines_office} <a:said> in a joint note that [a:there was enough vaccine for everyone who needs a second jab].",
                    a=said(["health_ministry", "medicines_office"], channel="written statement", none_needed=True),
                ),
                para(
                    "Asked whether the director of the warehouse was still in his post, {a:@halden} <a:would not comment>.",
                    a=said("halden", polarity="declined"),
                ),
            ),
            (
                para(
                    "The vaccine is made for people over sixty-five. Between two and eight degrees it keeps for a year; left warm, it slowly loses strength."
                ),
                para("It is the first recall of a flu vaccine in the region in eleven years."),
            ),
            certain={"courier": (0, (1,))},
        ),
        Phase(
            "inquiry",
            at(2026, 2, 20, 9),
            "sentinel courier beacon lantern radio",
            (
                lead(
                    (
                        "Vaccine warehouse ignored 31 alarms, inquiry finds",
                        "Alarms silenced by hand before vaccine spoiled",
                        "31 alarms, no answer: how vaccine spoiled",
                    ),
                    "[a:Thirty-one alarms were switched off by hand before anybody opened the door of the cold room], {a:@medicines_office} <a:found> in its report on the recalled flu vaccine.",
                    standfirst="Medicines office publishes its report on the January failure",
                    a=said(
                        "medicines_office",
                        none_needed=True,
                        channel="report or document",
                        figures=figure("Thirty-one", 31, unit="alarms"),
                    ),
                ),
                lead(
                    ("Recall grows to 14,500 doses", "More vaccine called back", "2,500 further doses recalled"),
                    "The recall of flu vaccine has been widened. [a:14,500 doses are affected], {a:@marsh} <a:said> on Friday, [a:2,500 more than first thought].",
                    a=said(
                        "marsh",
                        "vaccine-doses",
                        figures=(figure("14,500", 14500, unit="doses"), figure("2,500", 2500, unit="doses")),
                    ),
                ),
                lead(
                    ("“We got this wrong”, vaccine maker says", "Maker of recalled vaccine changes its rules"),
                    "The maker of the recalled flu vaccine [a:will have every cold room looked at twice a day by a person and not only by a sensor], {a:@halden} <a:said> on Friday in answer to a critical report.",
                    a=said("halden", channel="written statement", none_needed=True),
                ),
            ),
            (
                para(
                    "[a:The sensor was found to be broken on 22 December and a new one was ordered on 29 January], {a:the report} <a:says>.",
                    a=said("medicines_office", "vaccine-sensor", none_needed=True, channel="report or document"),
                ),
                para(
                    "“[a:We got this wrong and we have changed the people, the room and the rules,]” <a:said> {a:@roeg}. On 4 February {b:he} had <b:denied> that [b:a broken sensor had been known about].",
                    a=said("roeg", "vaccine-sensor~related"),
                    b=said("roeg", "vaccine-sensor", polarity="denies"),
                ),
                para(
                    "{a:@sorley} <a:said> [a:she took no pleasure in having been nearly right].",
                    a=said("sorley"),
                ),
                para(
                    "[a:Three patients who had a weak dose caught the flu and two were in hospital for a night], <a:according to> {a:an official at the ministry}, who was not authorised to speak. [b:Nobody can say whether a full dose would have kept them well], {b:the official} <b:said>.",
                    a=said(
                        Unnamed(
                            "an official at the ministry", 1, 1, "Ministry of Health", "who was not authorised to speak"
                        ),
                        "vaccine-harm~related",
                        figures=(figure("Three", 3, unit="patients"),),
                    ),
                    b=said(
                        Unnamed(
                            "an official at the ministry", 1, 1, "Ministry of Health", "who was not authorised to speak"
                        ),
                        "vaccine-harm~different",
                    ),
                ),
            ),
            (
                para(
                    "The doses had been stored at up to 19 degrees in January. About 1,900 people had been given one before the recall of 3 February."
                ),
            ),
        ),
    ),
    specials=(
        Special(
            "vaccine-x-factcheck",
            "tideline",
            at(2026, 2, 6, 11),
            "Are the recalled jabs dangerous? What the evidence says",
            para(
                "Posts shared this week say that the recalled flu vaccine makes people ill. Does it?\n\nWhere it comes from: {a:an anonymous account} <a:wrote> on Tuesday night that [a:“forty people are in hospital”]. It gave no source, and has since been deleted.\n\nWhat the hospitals say: none of the forty is known to them. [b:There had been no admission in connection with the recall], {b:@vos} ⟪b:<b:told> Tideline⟫.\n\nWhat the medicines office says: [c:a dose kept too warm is weaker, as a cup of tea left standing is colder, and no more dangerous], <c:according to> {c:@marsh}.\n\nWhat we found: no evidence for the post. If you had a jab from batch 7C or 7D, wait for the letter.",
                a=said(
                    Unnamed("an anonymous account", 1, 1),
                    "vaccine-harm",
                    channel="post",
                    figures=figure("forty", 40, unit="people"),
                ),
                b=said("vos", "vaccine-harm", own=True, channel="interview", polarity="denies"),
                c=said("marsh", "vaccine-harm~different"),
            ),
            genre="fact check",
        ),
        Special(
            "vaccine-x-diario",
            "diario",
            at(2026, 2, 4, 7),
            "Retiran 12.000 dosis de una vacuna contra la gripe",
            para(
                "[a:Unas 12.000 dosis de una vacuna contra la gripe han sido retiradas porque se conservaron a una temperatura demasiado alta], <a:informó> {a:la agencia Meridian Wire}, ⟪b:que cita⟫ a las autoridades sanitarias.\n\n«[b:Las dosis son más débiles de lo que deberían, pero no son peligrosas]», <b:dijo> {b:Elin Marsh}, responsable de retiradas en la oficina de medicamentos.\n\nMenos de dos mil personas recibieron una de esas dosis. En Ribanova no se ha distribuido la vacuna, <c:confirmó> {c:la consejera de Salud, Pilar Reguero}, ⟪c:a este diario⟫: «[c:Ninguna farmacia de la provincia la tiene]».\n\nEl fabricante, Halden Biologics, atribuye el error a una sola cámara frigorífica y asegura que pagará todos los gastos.",
                a=said(
                    "meridian",
                    "vaccine-doses",
                    none_needed=True,
                    channel="press report",
                    cited="vaccine-wire-meridian",
                    figures=figure("Unas 12.000", 12000, qualifier="unas", unit="doses"),
                ),
                b=said("marsh", "vaccine-doses~related", via=Via("meridian", "words", "vaccine-wire-meridian")),
                c=said(Unresolved("Pilar Reguero", "person"), own=True, channel="interview"),
            ),
            language="es",
        ),
        Special(
            "vaccine-x-bote",
            "bote",
            at(2026, 2, 5),
            "Grippeimpfstoff zurückgerufen: [a:Kühlraum war 19 Grad warm]",
            para(
                "Der Kühlraum, in dem 12.000 Dosen Grippeimpfstoff verdarben, [a:war zwei Tage lang 19 Grad warm], <a:berichtet> {a:der Harbour Courier} ⟪b:unter Berufung auf⟫ die Arzneimittelbehörde. Erlaubt sind höchstens acht Grad.\n\n[b:Gefährlich seien die Dosen nicht], <b:so> {b:Elin Marsh von der Behörde}, sie wirkten nur schwächer.\n\nIn Österreich wurde die betroffene Charge nicht ausgeliefert, heißt es beim Großhandel. In Steinbruck hat Apothekerin Gerlinde Moser trotzdem nachgesehen. „[c:Es war kein einziges Packerl dabei]“, <c:sagt> {c:sie} ⟪c:im Gespräch mit dem Boten⟫.\n\nRund 1.900 Menschen hatten eine der Dosen bekommen, bevor der Rückruf bekannt wurde. Sie erhalten in diesen Tagen Post von ihren Ärzten, die Kosten trägt der Hersteller.",
                a=said(
                    "courier",
                    "vaccine-doses",
                    none_needed=True,
                    channel="press report",
                    cited="vaccine-recall-courier",
                    figures=figure("19 Grad", 19, unit="degrees Celsius"),
                ),
                b=said("marsh", "vaccine-harm~different", via=Via("courier", "words", "vaccine-recall-courier")),
                c=said(Unresolved("Gerlinde Moser", "person"), own=True, channel="interview"),
            ),
            language="de",
        ),
    ),
)

RECOUNT = Story(
    "recount",
    "politics",
    wires=(
        Wire(
            "northline",
            (
                "Ostermere to recount mayoral vote after lead of 38",
                "38 votes: Ostermere must count again",
                "Recount ordered in Ostermere",
            ),
            "Ostermere",
            (
                para(
                    "The votes in Ostermere's mayoral election will be counted again after [a:the first count put Ruth Adair ahead of Peter Nankivell by 38 votes], {a:@falk} <a:said> on Friday night.",
                    a=said("falk", "recount-margin", figures=figure("38", 38, unit="votes")),
                ),
                para(
                    "“[a:Thirty-eight is less than one in a thousand. The rules say that we count again, and so we shall, with fresh tea,]” {a:he} <a:told> the hall.",
                    a=said(
                        "falk",
                        "recount-margin",
                        channel="press conference",
                        figures=figure("Thirty-eight", 38, unit="votes"),
                    ),
                ),
                para(
                    "{a:@adair.full} and {a:@nankivell.full}, the two candidates, both <a:said> [a:they would accept whatever came out].",
                    a=said(["adair", "nankivell"]),
                ),
                para(
                    "[a:No irregularities had been reported from any of the 64 polling places], {a:@returning_office} <a:said>. The ballot papers were locked in the old corn exchange, with a police officer at each door.",
                    a=said("returning_office", figures=figure("64", 64, unit="polling places")),
                ),
                para(
                    "The recount begins on Tuesday and is open to the public. Turnout was 51 per cent, the highest for a mayoral vote in the city since 2002.",
                ),
            ),
            at(2026, 5, 8, 23, 10),
            "sentinel=dateline courier=byline lantern=byline radio=foot beacon=byline post=byline tideline=bare lowland=copy",
        ),
    ),
    phases=(
        Phase(
            "count",
            at(2026, 5, 12, 12),
            "sentinel beacon courier radio lantern tideline post",
            (
                lead(
                    (
                        "Ballot box found in store cupboard",
                        "A box, a cupboard and 412 votes",
                        "Uncounted box turns up in Ostermere",
                    ),
                    "[a:A ballot box with 412 votes was left out of the first count], {a:@falk} <a:announced> on the first day of the recount in Ostermere. ⟦It had been put in a cupboard with the folding chairs.¦It was found, sealed, behind the folding chairs.⟧",
                    standfirst="Returning officer blames a label that fell off",
                    a=said("falk", "recount-box", figures=figure("412", 412, unit="votes")),
                ),
                lead(
                    (
                        "Lead shrinks in Ostermere recount",
                        "After a day of counting, a lead of a dozen",
                        "Twelve votes in it after day one",
                    ),
                    "[a:Ruth Adair's lead in the Ostermere mayoral vote has shrunk to twelve], {a:three people who were in the counting hall} ⟪a:<a:told> ~us⟫ on Tuesday. Official figures are not due until the end.",
                    a=said(
                        Unnamed("three people who were in the counting hall", 3, 3),
                        "recount-margin~related",
                        own=True,
                        figures=figure("twelve", 12, unit="votes"),
                    ),
                ),
                lead(
                    (
                        "Candidates call for calm as votes are counted again",
                        "Keep away and let them count, say both candidates",
                        "“Let them count”: candidates wait for recount",
                    ),
                    "{a:The two candidates} for mayor of Ostermere have <a:said> in a joint message that [a:the recount is in good hands] and asked supporters to stay away from the corn exchange.",
                    a=said(["adair", "nankivell"], channel="post", none_needed=True),
                ),
            ),
            (
                para(
                    "“[a:I have waited eleven years for this, I can wait until Wednesday,]” <a:said> {a:@nankivell}, feeding ducks.",
                    a=said("nankivell"),
                ),
                para(
                    "{a:@adair} <a:said> [a:she had slept well, “and it's nobody's business how”].",
                    a=said("adair"),
                ),
                para(
                    "{a:@returning_office} <a:denied> that [a:a second box was missing], as had been claimed in posts on Monday. [b:All 64 seals had been checked against the list], {b:it} <b:said>.",
                    a=said("returning_office", "recount-box~related", polarity="denies"),
                    b=said("returning_office", figures=figure("64", 64, unit="seals")),
                ),
                para(
                    "A reporter who ⟪a:watched from the gallery⟫ saw [a:the papers counted in bundles of twenty-five, turned over, and counted again by the neighbour on the left]. Nobody spoke above a murmur.",
                    a=nobody(own_voice=True, own=True),
                    skip="lantern",
                ),
                para(
                    "[a:Spoilt papers were at the centre of the argument], it is <a:understood>. One voter had drawn a rather good heron.",
                    a=nobody(),
                ),
                para(
                    "[a:[b:The box had been signed for at 10.40pm], {b:a clerk} <b:told> the officers on the door], <a:according to> {a:@dray}, whose force guards the hall.",
                    a=said("dray", "recount-box~related"),
                    b=said(Unnamed("a clerk", 1, 1, "Ostermere Returning Office"), "recount-box~related"),
                ),
            ),
            (
                para(
                    "The first count on 8 May ended with a lead of 38 votes for Ruth Adair. Neither candidate stands for a party."
                ),
                para(
                    "Ostermere has elected its mayor directly since 1998. The office looks after parks, buses and the market."
                ),
            ),
        ),
        Phase(
            "result",
            at(2026, 5, 13, 20),
            "sentinel courier lantern radio beacon post",
            (
                lead(
                    ("Adair wins Ostermere by 29 votes", "[a:It's Adair, by 29]", "Recount confirms Adair as mayor"),
                    "Ruth Adair is the new mayor of Ostermere. [a:She won by 29 votes], {a:@falk} <a:declared> on Wednesday evening after a recount that took two days ⟦and, by one tally, nine hundred cups of tea¦and was watched from the gallery by half the city⟧.",
                    standfirst="Second count narrows the lead but does not turn it",
                    a=said("falk", "recount-result", figures=figure("29", 29, unit="votes")),
                ),
                lead(
                    (
                        "Nankivell concedes: “She had one row of seats more”",
                        "“One more street”: Nankivell gives way",
                        "Nankivell congratulates the winner",
                        "Beaten by 29 votes, and still smiling",
                    ),
                    "{a:@nankivell} has <a:conceded> that [a:Ruth Adair won the mayoral election in Ostermere]. “[b:Twenty-nine people is one row of seats in the Playhouse,]” {b:he} <b:said>. “[b:I could have knocked on one more street.]”",
                    a=said("nankivell", "recount-result"),
                    b=said("nankivell", figures=figure("Twenty-nine", 29, unit="votes")),
                ),
                lead(
                    ("A mayor, after five days and nine hundred cups of tea", "Ostermere has a mayor at last"),
                    "It took five days, two counts and one cupboard. [a:The recount has confirmed Ruth Adair as mayor of Ostermere], {a:@returning_office} <a:announced> on Wednesday evening, and ⟦the bells of the corn exchange, which are a recording, rang¦the caretaker was allowed to go home⟧.",
                    a=said("returning_office", "recount-result", none_needed=True),
                ),
            ),
            (
                para(
                    "“[a:I shall be mayor of the other half as well,]” {a:@adair} <a:~said> ⟦from the steps of the corn exchange¦in a speech of four sentences⟧.",
                    a=said("adair"),
                ),
                para(
                    "[a:The missing box changed nine votes], <a:according to> {a:@returning_office}.",
                    a=said("returning_office", "recount-box", figures=figure("nine", 9, unit="votes")),
                ),
                para(
                    "{a:@falk} <a:said> [a:he would put the labels on with screws next time] and offered to resign. {b:Both candidates} <b:said> [b:he should not].",
                    a=said("falk"),
                    b=said(["adair", "nankivell"]),
                ),
                para(
                    "[a:The recount cost about £31,000], {a:@beacon} <a:reports>.",
                    a=said(
                        "beacon",
                        none_needed=True,
                        channel="press report",
                        figures=figure("about £31,000", 31000, qualifier="about", unit="pounds"),
                    ),
                    skip="beacon",
                ),
            ),
            (
                para(
                    "On the night of the election the lead had been 38 votes. A box with 412 papers was then found in a store."
                ),
            ),
            certain={"radio": (0, ())},
        ),
    ),
    specials=(
        Special(
            "recount-x-live",
            "radio",
            at(2026, 5, 13, 9),
            "Ostermere recount: minute by minute",
            para(
                "9.00am: Good morning from the corn exchange. [a:The last eleven boxes are on the tables], {a:our reporter Isla Benn} ⟪a:<a:says>⟫ from the gallery.\n\n10.15am: “[b:We are on time, which worries me,]” returning officer {b:Jonas Falk} ⟪b:<b:tells> us⟫.\n\n11.40am: [c:The lead is] <c:said> [c:to be below thirty]. Nobody will confirm that.\n\n1.05pm: {d:Peter Nankivell} <d:declines> to comment, with his mouth full. There are sandwiches.\n\n3.30pm: [e:One bundle is being counted for the fourth time], {e:two observers} <e:say>.\n\n5.50pm: [f:Adair by 29], {f:Jonas Falk} <f:announces>. There is a long breath, then applause from both sides of the room.",
                a=said("radio", own=True, channel="broadcast"),
                b=said("falk", own=True, channel="interview"),
                c=nobody("recount-margin~related"),
                d=said("nankivell", polarity="declined"),
                e=said(Unnamed("two observers", 2, 2)),
                f=said("falk", "recount-result", channel="press conference", figures=figure("29", 29, unit="votes")),
            ),
            genre="live",
        ),
        Special(
            "recount-x-opinion",
            "beacon",
            at(2026, 5, 16),
            "In praise of the cupboard",
            para(
                "Much fun has been had with the cupboard. I should like to say a word for it. The box was in it, sealed, with a list of who had carried it, and it was found by people who went looking for it in public.\n\n“[a:A count that cannot be wrong cannot be put right,]” {a:@falk} <a:said> on the last evening. He has been laughed at for the label. He ought to be quoted for that.\n\n[b:Twenty-nine votes], and both of them went for a drink together, as {b:@radio} <b:reported> and as ⟪c:I can confirm, having been⟫ at the next table. [c:She paid.] The heron, I am told, was ruled invalid by four votes to one. It was the closest thing to a scandal, and it should be framed.",
                a=said("falk"),
                b=said(
                    "radio",
                    "recount-result",
                    none_needed=True,
                    channel="press report",
                    cited="recount-result-radio",
                    figures=figure("Twenty-nine", 29, unit="votes"),
                ),
                c=nobody(own_voice=True, own=True),
            ),
            genre="opinion",
            byline="Jon Standen",
        ),
    ),
)

LAKE = Story(
    "lake",
    "world",
    wires=(
        Wire(
            "meridian",
            (
                "Vale lake talks close to a deal, delegates say",
                "Hopes rise for fishing deal on Vale Lake",
                "Lake talks: deal “a matter of days”",
            ),
            "Calderfoot",
            (
                para(
                    "[a:Upper and Lower Vale are close to an agreement on where their boats may fish], {a:two delegates, one from each side}, <a:said> on Monday. They did not want to be named because the talks are confidential.",
                    a=said(DELEGATES, "lake-deal"),
                ),
                para(
                    "[a:The line across the lake would be replaced by a calendar], {a:one of the two} <a:said>: [a:odd weeks for one side, even weeks for the other].",
                    a=said(Unnamed("one of the two", 1, 1), "lake-deal~related"),
                ),
                para(
                    "[a:Both sides would catch a fifth less char than now], <a:according to> {a:a draft} seen by Meridian Wire.",
                    a=said(
                        Unnamed("a draft", kind="document"),
                        "lake-quota",
                        channel="report or document",
                        figures=figure("a fifth", 20, unit="per cent"),
                    ),
                ),
                para(
                    "{a:@tremont} <a:would not be drawn>. {b:@bekker} <b:said> only that [b:“the weather is good and so is the coffee”].",
                    a=said("tremont", polarity="declined"),
                    b=said("bekker"),
                ),
                para(
                    "The two provinces have shared the lake since a survey of 1911 that put the line in a place where, at low water, there is an island. Some 340 people live from fishing on it.",
                ),
            ),
            at(2026, 8, 3, 15),
            "chronicle=byline sentinel=byline tideline=dateline beacon=foot lantern=bare courier=byline ledger=byline",
            held=False,
        ),
    ),
    phases=(
        Phase(
            "walkout",
            at(2026, 8, 5, 17),
            "chronicle sentinel courier tideline radio beacon lowland",
            (
                lead(
                    (
                        "Lake talks halt as Upper Vale walks out",
                        "Walkout stops Vale talks",
                        "Upper Vale leaves lake talks",
                    ),
                    "[a:The Upper Vale delegation has left the talks on Vale Lake], {a:@bekker} <a:said> on Wednesday. “[b:They took their coats and their maps,]” {b:he} <b:added>.",
                    standfirst="A sentence about ice fishing is the last thing in dispute",
                    a=said("bekker", "lake-walkout"),
                    b=said("bekker", "lake-walkout"),
                ),
                lead(
                    (
                        "“We went for lunch”: Upper Vale denies walkout",
                        "It was only lunch, says Upper Vale",
                        "A long lunch on Vale Lake",
                        "Walkout, or lunch? Lake talks in doubt",
                        "Lake talks: who left, and why",
                    ),
                    "{a:@tremont} has <a:denied> that [a:her delegation walked out of the talks on Vale Lake]. “[b:We went for lunch. It was a long lunch,]” {b:she} <b:said>.",
                    a=said("tremont", "lake-walkout", polarity="denies"),
                    b=said("tremont", "lake-walkout~different"),
                ),
                lead(
                    (
                        "A sentence nobody will read out",
                        "One sentence between two shores",
                        "Ice fishing stalls talks on Vale Lake",
                    ),
                    "Nine years of talks on Vale Lake hang on one sentence about ice fishing, which [a:neither side will read out in public], {a:a member of the Lower Vale delegation} <a:said> on Wednesday, asking not to be named because the talks are confidential.",
                    a=said(
                        Unnamed(
                            "a member of the Lower Vale delegation",
                            1,
                            1,
                            "Lower Vale Fisheries Commission",
                            "because the talks are confidential",
                        )
                    ),
                ),
            ),
            (
                para(
                    "[a:The quarrel is about one sentence on ice fishing], {a:two people close to the talks} <a:said>.",
                    a=said(Unnamed("two people close to the talks", 2, 2)),
                ),
                para(
                    "{a:@lake_guides}, who sit in on the talks as observers, <a:said> [a:nobody had raised a voice all morning].",
                    a=said("lake_guides", "lake-walkout~different"),
                ),
                para(
                    "[a:[b:The cut in the quota would be 25%, not a fifth], {b:a negotiator} <b:told> the agency], {a:@meridian} <a:reported>.",
                    a=said("meridian", "lake-quota", none_needed=True, channel="press report"),
                    b=said(Unnamed("a negotiator", 1, 1), "lake-quota", figures=figure("25%", 25, unit="per cent")),
                ),
                para(
                    "“[a:My father fished by the survey and I fish by the birds,]” <a:said> {a:Hal Brisbois}, mending a net on the Lower Vale jetty. “[a:A calendar I can live with.]”",
                    a=said(Unresolved("Hal Brisbois", "person"), "lake-deal~related"),
                ),
                para(
                    "[a:Talks would resume on Friday], {a:both commissions} <a:said> in separate notes with the same wording.",
                    a=said(["upper_vale", "lower_vale"], channel="written statement", none_needed=True),
                ),
                para(
                    "Ice fishing was banned on the Upper Vale side in 1988 and never on the other. On a cold Sunday [a:some 200 huts stand on the lake], <a:by> {a:the guides'} <a:count>.",
                    a=said("lake_guides", figures=figure("some 200", 200, qualifier="some", unit="huts")),
                ),
            ),
            (
                para(
                    "The line across Vale Lake goes back to a survey of 1911. Since the water fell in the dry years it runs through an island that belongs to nobody."
                ),
                para("Char stocks have halved in ten years. Both sides blame the heat, and each other."),
            ),
            certain={"tideline": (0, (0,)), "sentinel": (0, ())},
        ),
        Phase(
            "deal",
            at(2026, 8, 14, 15),
            "chronicle sentinel tideline ledger",
            (
                lead(
                    ("Vale Lake: a calendar instead of a line", "Deal on Vale Lake after nine years of talks"),
                    "Odd weeks and even weeks: [a:Upper and Lower Vale will take turns on their common lake], {a:@tremont} and {a:@bekker} <a:announced> on Friday, side by side on the jetty at Calderfoot.",
                    standfirst="Agreement cuts the char quota by a fifth and leaves ice fishing for another day",
                    a=said(["tremont", "bekker"], "lake-deal", channel="press conference"),
                ),
                lead(
                    ("Fishers to catch a fifth less after lake deal", "Lake deal cuts char quota by a fifth"),
                    "[a:Boats on both sides of Vale Lake will catch a fifth less char from next year], {a:@upper_vale} <a:said>, under an agreement reached on Friday.",
                    a=said("upper_vale", "lake-quota", figures=figure("a fifth", 20, unit="per cent")),
                ),
                lead(
                    ("The island gets a flag, or rather two", "Two flags for the island in Vale Lake"),
                    "The island in Vale Lake that belonged to nobody [a:will belong to both sides, with a flag for each and a bench], {a:@lower_vale} <a:said> on Friday when the agreement on the lake was made public.",
                    a=said("lower_vale", "lake-deal~related"),
                ),
            ),
            (
                para(
                    "“[a:We have been neighbours for longer than we have been right,]” {a:@bekker} <a:~said>.",
                    a=said("bekker"),
                ),
                para(
                    "[a:A third of the small boats will not last two winters of this], {a:@lake_guides} <a:warned>.",
                    a=said("lake_guides", figures=figure("A third", 33, unit="per cent")),
                ),
                para(
                    "[a:Ice fishing is left to a working group], {a:@tremont} <a:said>, [a:“which will meet when there is ice”].",
                    a=said("tremont"),
                ),
                para(
                    "{a:@lower_vale} <a:denied> that [a:money had changed hands]. {b:The Calderfoot Chronicle} had <b:reported> that [b:a payment of some kind was discussed].",
                    a=said("lower_vale", polarity="denies"),
                    b=said("chronicle", none_needed=True, channel="press report"),
                    skip="chronicle",
                ),
            ),
            (
                para(
                    "Talks had stopped for two days the week before, over one sentence in the draft. It concerned ice fishing and has been taken out."
                ),
            ),
            certain={"chronicle": (0, (0,))},
        ),
    ),
    specials=(
        Special(
            "lake-x-chronicle",
            "chronicle",
            at(2026, 8, 6, 12),
            "Was it a walkout? Three versions of one lunch",
            para(
                "Three stories are told of what happened at noon on Wednesday, and all of them have been printed.\n\n[a:The Upper Vale delegation walked out], {a:@bekker} ⟪a:<a:told> the Chronicle⟫ at a quarter past twelve. By one, [b:[c:the delegation had “stormed out”], {c:a delegate} was <c:quoted> as saying], in {b:@tideline}'s <b:account>. By evening, the Ostermere Sentinel ⟪d:had it⟫, <d:citing> {d:Tideline}, that [d:the talks had collapsed].\n\nHere is what this reporter ⟪e:saw from the bench opposite⟫: [e:seven people leaving by the front door, in no hurry, one of them holding it for the others, and going into the Pike Inn]. They came out at ten past three.\n\n{f:@tremont} <f:says> [f:they had the trout].",
                a=said("bekker", "lake-walkout", own=True, channel="interview"),
                b=said(
                    "tideline", "lake-walkout", none_needed=True, channel="press report", cited="lake-walkout-tideline"
                ),
                c=said(Unnamed("a delegate", 1, 1), "lake-walkout"),
                d=said(
                    "tideline",
                    "lake-walkout~related",
                    via=Via("sentinel", "words", "lake-walkout-sentinel"),
                    channel="press report",
                    cited="lake-walkout-tideline",
                ),
                e=nobody("lake-walkout~different", own_voice=True, own=True, figures=figure("seven", 7, unit="people")),
                f=said("tremont"),
            ),
            genre="analysis",
            byline="Marcia Dell",
        ),
        Special(
            "lake-x-phare",
            "phare",
            at(2026, 8, 15, 6, 45),
            "Un calendrier pour partager un lac",
            para(
                "Semaines paires, semaines impaires : [a:les deux provinces du Val se partageront désormais leur lac à tour de rôle], <a:rapporte> {a:le Calderfoot Chronicle}. L'accord met fin à neuf ans de négociations.\n\n« [b:Nous sommes voisins depuis plus longtemps que nous n'avons raison], » a <b:dit> {b:Arne Bekker}, ⟪b:cité par le journal canadien⟫.\n\nLes prises d'omble baisseront d'un cinquième des deux côtés. Les pêcheurs de Brévan, qui se disputent depuis des années avec leurs voisins sur le droit de poser des casiers, suivent l'affaire avec attention. « [c:Un calendrier, cela se discute], » ⟪c:<c:confie> à notre journal⟫ {c:Gwenola Riou}, patronne d'un bateau de onze mètres. La pêche sous la glace, elle, reste à régler.",
                a=said("chronicle", "lake-deal", none_needed=True, channel="press report", cited="lake-deal-chronicle"),
                b=said("bekker", via=Via("chronicle", "words", "lake-deal-chronicle")),
                c=said(Unresolved("Gwenola Riou", "person"), own=True, channel="interview"),
            ),
            language="fr",
        ),
        Special(
            "lake-x-tageblatt",
            "tageblatt",
            at(2026, 8, 7, 6, 20),
            "Streit um den See: Auszug oder Mittagessen?",
            para(
                "[a:Die Delegation des Oberen Tals habe die Gespräche verlassen], <a:sagte> {a:Verhandler Arne Bekker} am Mittwoch. {b:Louise Tremont}, die sie leitet, <b:bestreitet>, dass [b:es ein Auszug gewesen sei]. „[c:Wir waren essen]“, <c:sagte> {c:sie}.\n\n[d:[e:Gestritten werde um einen einzigen Satz über das Eisfischen]], <d:schreibt> {d:das Portal Tideline} ⟪e:unter Berufung auf die Agentur Meridian Wire⟫, der {e:zwei Personen aus dem Umfeld der Gespräche} davon <e:erzählten>.\n\nFür die Fischer am See geht es um viel: Beide Seiten sollen künftig ein Fünftel weniger Saiblinge fangen. Am Freitag wollen sich die Kommissionen wieder treffen, wie beide mitteilten, und zwar in getrennten Briefen mit demselben Wortlaut.",
                a=said("bekker", "lake-walkout"),
                b=said("tremont", "lake-walkout", polarity="denies"),
                c=said("tremont", "lake-walkout~different"),
                d=said("tideline", none_needed=True, channel="press report", cited="lake-walkout-tideline"),
                e=said(Unnamed("zwei Personen aus dem Umfeld der Gespräche", 2, 2), via=Via("meridian")),
            ),
            language="de",
        ),
    ),
)

STORIES = (HOSPITAL, VACCINE, RECOUNT, LAKE)
