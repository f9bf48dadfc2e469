/**
 * Names of glyphs beyond Latin text with the characters that they stand for: Greek, signs of mathematics and arrows (Adobe Glyph List), and those
 * that TeX's faces have under names of their own.
 */
const NAMED = String.raw`
Alpha=Α Beta=Β Gamma=Γ Epsilon=Ε Zeta=Ζ Eta=Η Theta=Θ Iota=Ι Kappa=Κ Lambda=Λ Mu=Μ Nu=Ν Xi=Ξ Omicron=Ο Pi=Π Rho=Ρ
Sigma=Σ Tau=Τ Upsilon=Υ Phi=Φ Chi=Χ Psi=Ψ alpha=α beta=β gamma=γ delta=δ epsilon=ε zeta=ζ eta=η theta=θ iota=ι
Alphatonos=Ά Epsilontonos=Έ Etatonos=Ή Iotatonos=Ί Omicrontonos=Ό Upsilontonos=Ύ Omegatonos=Ώ Iotadieresis=Ϊ Upsilondieresis=Ϋ
alphatonos=ά epsilontonos=έ etatonos=ή iotatonos=ί omicrontonos=ό upsilontonos=ύ omegatonos=ώ iotadieresis=ϊ upsilondieresis=ϋ
iotadieresistonos=ΐ upsilondieresistonos=ΰ tonos=΄ dieresistonos=΅ dialytikatonos=΅ afii00208=― Deltagreek=Δ Omegagreek=Ω mugreek=μ
middot=· Odblacute=Ő Udblacute=Ű odblacute=ő udblacute=ű
kappa=κ lambda=λ nu=ν xi=ξ omicron=ο rho=ρ sigma=σ tau=τ upsilon=υ phi=φ chi=χ psi=ψ omega=ω theta1=ϑ sigma1=ς
phi1=ϕ pi1=ϖ omega1=ϖ rho1=ϱ epsilon1=ϵ Upsilon1=ϒ
ff=ﬀ ffi=ﬃ ffl=ﬄ dotlessj=ȷ dcroat=đ Dcroat=Đ hbar=ħ Hbar=Ħ Eng=Ŋ eng=ŋ suppress≠ visiblespace=␣ longs=ſ
perthousandzero=‰ tie=⁀ afii61352=№ estimated=℮ quotereversed=‛ underscoredbl=‗ minute=′ second=″ ellipsisvertical=⋮
asteriskmath=∗ dotmath=⋅ diamondmath=⋄ minusplus=∓ circleplus=⊕ circleminus=⊖ circlemultiply=⊗ circledivide=⊘ circledot=⊙
circlecopyrt=◯ openbullet=◦ equivasymptotic=≍ equivalence=≡ reflexsubset=⊆ reflexsuperset=⊇ precedesequal=⪯ followsequal=⪰
similar=∼ propersubset=⊂ propersuperset=⊃ notsubset=⊄ lessmuch=≪ greatermuch=≫ precedes=≺ follows=≻ similarequal=≃ congruent=≅
arrowleft=← arrowright=→ arrowup=↑ arrowdown=↓ arrowboth=↔ arrowupdn=↕ arrownortheast=↗ arrowsoutheast=↘ arrownorthwest=↖
arrowsouthwest=↙ arrowdblleft=⇐ arrowdblright=⇒ arrowdblup=⇑ arrowdbldown=⇓ arrowdblboth=⇔ arrowbothv=↕ arrowdblbothv=⇕
arrowlefttophalf=↼ arrowleftbothalf=↽ arrowrighttophalf=⇀ arrowrightbothalf=⇁ arrowhookleft=↩ arrowhookright=↪ mapsto=↦
carriagereturn=↵ proportional=∝ prime=′ element=∈ notelement=∉ owner=∋ suchthat=∋ triangle=△ triangleinv=▽ triangleright=▷
triangleleft=◁ negationslash≠ universal=∀ existential=∃ emptyset=∅ Rfractur=ℜ Ifractur=ℑ latticetop=⊤ perpendicular=⊥ aleph=ℵ
union=∪ intersection=∩ unionmulti=⊎ logicaland=∧ logicalor=∨ turnstileleft=⊢ turnstileright=⊣ floorleft=⌊ floorright=⌋
ceilingleft=⌈ ceilingright=⌉ angbracketleft=⟨ angbracketright=⟩ angleleft=⟨ angleright=⟩ bardbl=‖ wreathproduct=≀ coproduct=∐
nabla=∇ gradient=∇ unionsq=⊔ intersectionsq=⊓ subsetsqequal=⊑ supersetsqequal=⊒ club=♣ diamond=♦ heart=♥ spade=♠ angle=∠
therefore=∴ contintegral=∮ star=⋆ flat=♭ natural=♮ sharp=♯ slurbelow=⌣ slurabove=⌢ lscript=ℓ weierstrass=℘
zerooldstyle=0 oneoldstyle=1 twooldstyle=2 threeoldstyle=3 fouroldstyle=4 fiveoldstyle=5 sixoldstyle=6 sevenoldstyle=7
eightoldstyle=8 nineoldstyle=9 registerserif=® copyrightserif=© trademarkserif=™ registersans=® copyrightsans=© trademarksans=™
vextendsingle=| vextenddouble=‖ arrowvertex=⏐ arrowhorizex=⎯
filledbox=■ H22073=□ H18533=■ H18543=▪ H18551=▫ circle=○ triagup=▲ triagdn=▼ triagrt=► triaglf=◄
`;

/** What TeX's faces lay over the sign before or after. */
const COMBINING: readonly [names: string, character: string][] = [
  ['negationslash', '\u0338'],
  ['suppress', '\u0337'],
  ['vector', '\u20d7'],
  ['hatwide hatwider hatwidest', '\u0302'],
  ['tildewide tildewider tildewidest', '\u0303'],
];

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ...namedCharacters(NAMED),
  ...COMBINING.flatMap(([names, character]) => names.split(' ').map((name): [string, string] => [name, character])),
]);

/** Names and characters of a list like `alpha=α beta=β`. */
export function namedCharacters(list: string): [name: string, character: string][] {
  return list
    .trim()
    .split(/\s+/)
    .map((pair): [string, string] => {
      const at = pair.indexOf('=', 1);
      return [pair.slice(0, at), pair.slice(at + 1)];
    });
}

/** Accents as they end the names of letters (`ccaron`, `Aogonek`), with what combines with the letter. */
const ACCENTS: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circumflex: '\u0302',
  caron: '\u030c',
  breve: '\u0306',
  dieresis: '\u0308',
  tilde: '\u0303',
  ring: '\u030a',
  ogonek: '\u0328',
  cedilla: '\u0327',
  commaaccent: '\u0327',
  dotaccent: '\u0307',
  dot: '\u0307',
  hungarumlaut: '\u030b',
  macron: '\u0304',
};
/** Letters whose comma below is no cedilla in Unicode. */
const COMMA_BELOW = /^[Ss]commaaccent$/;
const ACCENTED = new RegExp(`^([A-Za-z])(${Object.keys(ACCENTS).join('|')})$`);
/** What TeX's extension face adds to the names of signs that grow or are put together from pieces. */
const SIZES = /(?:big|Big|bigg|Bigg|text|display|tp|bt|ex|mid)$/;

/** Russian letters go by numbers: runs of them with the first one's character. */
const CYRILLIC: readonly { readonly from: string; readonly to: string; readonly point: number }[] = [
  { from: 'afii10017', to: 'afii10022', point: 0x410 },
  { from: 'afii10023', to: 'afii10023', point: 0x401 },
  { from: 'afii10024', to: 'afii10049', point: 0x416 },
  { from: 'afii10065', to: 'afii10070', point: 0x430 },
  { from: 'afii10071', to: 'afii10071', point: 0x451 },
  { from: 'afii10072', to: 'afii10097', point: 0x436 },
];

/** The character of a glyph by a name that is not among those of Latin text; undefined when it tells nothing. */
export function signCharacter(name: string): string | undefined {
  const known = CHARACTERS.get(name);
  if (known !== undefined) return known;
  const cyrillic = CYRILLIC.find(({ from, to }) => name >= from && name <= to && name.length === from.length);
  if (cyrillic) return String.fromCharCode(cyrillic.point + Number(name.slice(4)) - Number(cyrillic.from.slice(4)));
  const [, letter = '', accent = ''] = ACCENTED.exec(name) ?? [];
  if (letter === '') return undefined;
  const composed = (letter + (COMMA_BELOW.test(name) ? '\u0326' : ACCENTS[accent]!)).normalize('NFC');
  return composed.length === 1 ? composed : undefined;
}

/** Names by characters; of several for one the first, which is that of the Adobe Glyph List. */
const NAMES = new Map([...namedCharacters(NAMED)].reverse().map(([name, character]) => [character, name] as const));
/** Accents by what combines with a letter. */
const ACCENT_NAMES = new Map(
  Object.entries(ACCENTS)
    .map(([name, combining]) => [combining, name] as const)
    .reverse(),
);
/** A comma below, which is an accent of S alone. */
const COMMA = '\u0326';

/**
 * The name of a glyph that is not among those of Latin text, as the Adobe Glyph List has it, by which validators know it (ISO 19005-2, 6.2.11.6);
 * undefined for a character that has no name there.
 */
export function signName(character: string): string | undefined {
  const known = NAMES.get(character);
  if (known !== undefined) return known;
  const point = character.codePointAt(0)!;
  for (const { from, to, point: first } of CYRILLIC) {
    const number = Number(from.slice(4)) + point - first;
    if (point >= first && number <= Number(to.slice(4))) return `afii${number}`;
  }
  const [letter = '', combining = '', ...more] = character.normalize('NFD');
  if (!/^[A-Za-z]$/.test(letter) || more.length > 0) return undefined;
  if (combining === COMMA) return /^[Ss]$/.test(letter) ? `${letter}commaaccent` : undefined;
  const accent = ACCENT_NAMES.get(combining);
  return accent && letter + accent;
}

/** The name of the sign of which a glyph is a size or a piece: `parenleftBig` → `parenleft`; undefined for any other name. */
export function signOf(name: string): string | undefined {
  return SIZES.test(name) ? name.replace(SIZES, '') : undefined;
}
