"""Given names, and mostly whose they are: the usual ones of English and its neighbours.

Names that are as often a surname, a place or a common word ("Jordan", "Austin", "Grant", "Hope", "May", "Will") are left out. Names that women
and men share ("Robin", "Alex", "Kim") are in a list of their own. What they are worth: `tests/benchmarks/names.py`.

    >>> gender_of("anna"), gender_of("nils"), gender_of("robin"), is_given("robin"), is_given("grant")
    ('f', 'm', None, True, False)
"""

from __future__ import annotations

from typing import Literal

_MEN = frozenset(
    "aaron abdul abraham adam adolf adrian ahmed alan albert alberto alejandro alexander alexandre alfred ali allan allen anders andreas andrei "
    "andrew andy angus anthony anton antonio antoine archibald arnold arthur artur aurelius barack benedict benjamin benny bernard bernhard bill "
    "bob bobby boris brad brendan brian bruno bruce calvin carl carlos casper cecil cesar charles charlie chester christian christoph "
    "christopher chuck claude claudio clarence clifford clive colin cornelius craig cyril damien dan daniel darius darren dave david dennis derek "
    "diego dieter dietrich dimitri dmitri dmitry dominic donald doug douglas duncan dwight earl edgar edmund eduard eduardo edward edwin eli elias elijah "
    "emil emmanuel enrico enrique eric erich erik ernest ernst erwin ethan eugene evan ezra felipe felix ferdinand fernando franklin frank frankie fred "
    "frederic frederick friedrich fritz gabriel galileo garry gary gaston geoffrey george georges georg gerald gerard gerhard giacomo gilbert giorgio giovanni "
    "giuseppe glen gordon gottfried graham greg gregory guido guillaume gunther gustav guillermo hank hans harald harold harry harvey hassan heinrich "
    "heinz helmut henri henrik henry herbert herman hermann howard hubert hugh hugo humphrey hussein ian ibrahim ignatius igor isaac ismail ivan "
    "jack jacob jacques jake james jamie jan jared jason javier jay jeff jeffrey jeremy jerome jerry jesus jim jimmy joachim joe joel johan "
    "johann johannes john johnny jon jonathan jorge jose joseph josef joshua juan jules julian julio julius jurgen justin karl keith ken kenneth kevin "
    "klaus konrad kurt lance larry lars laurent lawrence leo leon leonard leonardo leopold leroy lewis liam lorenzo lothar louis luca lucas "
    "ludwig luigi luis luke magnus mahmud malcolm manuel marc marcel marcello marcus mario mark marlon martin marvin mathias matt matthew matthias "
    "maurice max maximilian michael michel miguel mikhail mike mohamed mohammad mohammed moritz muhammad murray nathan nathaniel ned neil nelson niccolo nicholas nick "
    "nicolas nicolaus nigel nikita nikola nikolai nils noah noel norman oleg oliver omar orson oscar oskar osama otto owen pablo patrick paul paulo pedro "
    "pete peter phil philip philippe pierre pieter pietro rafael ralph ramon randy raphael raul ray raymond reginald rene reinhard ricardo richard "
    "rick robert roberto rod rodney roger roland rolf roman ron ronald ronnie rory roy rudolf rudolph rupert russell ryan salvador sam samuel saul "
    "scott sean sebastian sergei sergey sergio seth sidney sigmund silvio simon stanley stefan stephan stephen steve steven stuart sven ted terrence "
    "terry theodor theodore thierry thomas tim timothy toby todd tom tommy tony ulrich ulysses umberto valentin vasily victor viktor vincent vincenzo vladimir "
    "walter warren wayne wenceslas werner wilfred wilhelm willem william willy winston wolfgang xavier yusuf yuri zachary".split()
)
_WOMEN = frozenset(
    "abigail ada adelaide adele agatha agnes aisha alexandra alice alicia alison amanda amelia amy ana anastasia andrea angela angelina anita ann anna "
    "annabel anne annette annie antonia astrid audrey barbara beatrice becky bernadette bertha beth betty beyonce brenda bridget brigitte britney "
    "camilla carla carmen carol carole caroline carolyn catherine cathy cecilia celia celine charlotte cheryl chloe christina christine claire clara "
    "clarissa claudia cleopatra colette condoleezza connie cora cynthia daisy danielle daphne deborah debbie denise diana diane donna dora doris dorothea "
    "dorothy edith eileen eleanor elena eliza elizabeth ella ellen elsa elsie emilia emily emma erica erika estelle esther ethel eunice eva eve "
    "evelyn fatima felicia fiona flora frances francesca freya frida gabriela geraldine gertrude gina giulia gloria greta gwen hannah harriet heather "
    "heidi helen helena helga henrietta hilary hillary ida ilse imogen ingrid irene irina iris irma isabel isabella isabelle isobel ivy jackie jacqueline jane "
    "janet janice jean jeanne jenna jennifer jenny jessica jill jo joan joanna joanne josephine joyce juanita judith judy julia juliana julie juliet june "
    "karen katarina kate katherine kathleen kathryn kathy katie katrina katy laura lauren lena leila leonora letitia lillian lily linda lisa liz liza lois lola lorraine "
    "louisa louise lucia lucille lucy lydia mabel madeleine magdalena maggie malala mara margaret margarita margot maria mariah marian marianne marie marilyn marina "
    "marjorie marlene marta martha mary mathilda matilda maud maureen megan melanie melissa mercedes meryl michelle mildred millicent miranda miriam molly monica "
    "muriel myra nadia nancy naomi natalia natalie natasha nellie nicole nina nora norma olga olivia oprah pamela patricia paula pauline peggy penelope "
    "phoebe phyllis polly priscilla rachel rebecca regina renata rhoda rihanna rita roberta rosa rosalind rosamund rosemary rosie roxanne ruth sabrina sally "
    "samantha sandra sara sarah selena shannon sharon sheila shirley silvia simone sofia sonia sophia sophie stella stephanie susan susanna suzanne "
    "svetlana sybil sylvia tamara tania tanya tara tatiana teresa theresa tina trisha ursula valerie vanessa vera veronica victoria violet virginia "
    "vivian vivien wanda wendy whitney wilhelmina winifred yoko yolanda yvette yvonne zoe".split()
)
_EITHER = frozenset(
    "alex ashley cameron chris dana francis jackson jesse jody jules kelly kerry kim laurie leigh leslie marion morgan pat robin sasha shawn stacy taylor tracy".split()
)


def is_given(word: str) -> bool:
    """Whether a word in lower case is a usual given name."""
    return word in _MEN or word in _WOMEN or word in _EITHER


def gender_of(word: str) -> Literal["m", "f"] | None:
    """Whose name a word in lower case is; None where it is no given name or may be either's."""
    return "m" if word in _MEN else "f" if word in _WOMEN else None
