"""The words that names are made of and that stand beside names: titles, kin and jobs, and the nouns of places, bodies and things."""

from __future__ import annotations

from typing import Literal

EntityType = Literal["person", "country", "place", "body", "other"]

MASCULINE = frozenset(
    "mr sir lord king prince duke baron emperor father brother son husband uncle nephew boy man grandfather actor chairman spokesman sultan".split()
)
FEMININE = frozenset(
    "mrs ms miss lady queen princess duchess baroness empress mistress mother sister daughter wife aunt niece girl woman grandmother actress "
    "chairwoman spokeswoman dame madam".split()
)
TITLES = frozenset(
    "mr mrs ms miss dr prof professor chief deputy sir lord lady dame king queen prince princess president vice prime minister chancellor senator governor "
    "captain colonel general major sergeant lieutenant admiral judge justice pope saint father mother sister brother mistress master uncle aunt "
    "president-elect vice-president gen rev sen rep gov capt lt col sgt hon chairman secretary mayor ambassador detective inspector officer emperor empress duke duchess baron count bishop archbishop coach "
    "sultan tsar dowager marshal commander commissioner reverend sheikh ayatollah rabbi imam cardinal archduke earl congressman congresswoman "
    "ceo cfo coo cto executive chairwoman chairperson spokesman spokeswoman spokesperson".split()
)
OFFICES = frozenset(
    "president minister chancellor senator governor secretary mayor ambassador ceo cfo coo cto executive chairman chairwoman chairperson "
    "spokesman spokeswoman spokesperson".split()
)
JOBS = frozenset(
    "actor actress ally architect artist author biographer boxer boss captain chef chemist coach co-founder colleague comedian commander composer critic "
    "dancer designer director driver economist editor engineer explorer farmer filmmaker founder friend golfer guitarist historian host inventor "
    "journalist lawyer leader manager mathematician model musician novelist nurse officer painter partner philosopher photographer physician physicist "
    "pianist pilot player playwright poet politician producer professor programmer psychologist rapper reporter rival scholar scientist sculptor "
    "singer sociologist soldier songwriter spokesperson sprinter statesman striker student surgeon teacher theologian violinist winner writer "
    "columnists artists actors singers writers authors poets scientists philosophers editors directors musicians composers players".split()
)
"""What a person is or does; directly before a name, or after "X, a" and "X was a"."""
PLACES = frozenset(
    "fort cape north south east west stadium arena square river street road lane avenue mount mt mountain lake city town village sea ocean island islands bay bridge park valley forest desert "
    "coast harbour harbor port airport station castle palace tower church cathedral canal peninsula province county district state hall "
    "boulevard garden gardens plaza mountains hills hill beach gulf strait falls peak basin plateau plain plains empire kingdom republic emirates region territory "
    "heights creek pass springs building armory abbey monastery temple mosque theatre theater hotel mansion villa cemetery zoo sultanate duchy".split()
)
BODIES = frozenset(
    "inc ltd llc plc corp corporation company co group university college school institute academy council committee commission ministry "
    "department office agency party union society association club league bank museum foundation board court parliament congress senate house "
    "army navy police team band orchestra newspaper times post news press lines airlines railway church trust network party administration archive laboratory federation organisation organization consortium "
    "government authority bureau circle conference alliance fund force forces guard corps brigade regiment records studios pictures entertainment motors industries "
    "systems technologies partners holdings brothers bros organisations organizations cross crescent cabinet directorate centre center hospital clinic registry".split()
)
PARTIES = frozenset("conservatives democrats republicans liberals labour tories greens".split())
THINGS = frozenset(
    "medal prize award war act treaty line light summit election cup festival games bowl book day street history style prix show airshow steeplechase "
    "revival architecture theory theorem principle law code revolution movement crisis convention agreement declaration constitution bill programme "
    "program project mission series open classic marathon tour exhibition plan report age era period renaissance reformation "
    "championship championships journal magazine review cyclone hurricane typhoon storm siege battle pact initiative tournament trophy awards prizes wars "
    "decree conquest debate scandal death plague dynasty operation album symphony".split()
)
PLACE_NOUNS = (
    "city|town|village|port|capital|country|state|province|region|district|county|island|islands|river|lake|suburb|settlement|municipality|commune|neighbourhood|neighborhood|borough|"
    "mountain|valley|peninsula|territory|resort|harbour|harbor"
)
BODY_NOUNS = (
    "company|firm|party|band|group|team|club|agency|organi[sz]ation|bank|publisher|university|college|network|union|charity|start-?up|manufacturer|maker|retailer|"
    "airline|newspaper|broadcaster|subsidiary|label|studio|league|federation|consortium|carrier"
)
WORK_NOUNS = "novel|film|movie|album|song|single|book|play|series|game|magazine|poem|opera|musical|painting|ship|show|symphony|compositions?|paper|essay"
SAYING = frozenset(
    "said says told asked wrote replied added thought wanted felt knew married died studied travelled traveled noted argued warned denied "
    "announced promised agreed explained believed admitted insisted refused retired resigned smiled laughed lived".split()
)
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november "
    "december christmas easter bc ad bce ce".split()
)
INNER = frozenset("of the de la van von der den du al bin da di & ap".split())
BYNAMES = frozenset("great elder younger conqueror terrible magnificent bold wise fair confessor".split())
"""What follows "the" behind a person's name."""
