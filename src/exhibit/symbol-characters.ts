import { placed } from '../model/latin-encoding.ts';

/**
 * Characters of symbol faces by their codes. Names and maps of such faces tell nothing, but everybody's copy has the same sign at the same code.
 * Where a sign has a common relative, which more faces have and screen readers name, that is taken.
 */
const FACES: readonly (readonly [face: RegExp, characters: ReadonlyMap<number, string>])[] = [
  [
    /^Symbol/,
    new Map([
      ...placed(0x20, ' !∀#∃%&∋()∗+,−./0123456789:;<=>?'),
      ...placed(0x40, '≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_'),
      ...placed(0x60, '‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼'),
      ...placed(0xa0, '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵'),
      ...placed(0xc0, 'ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓'),
      ...placed(0xe0, '◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪'),
      ...placed(0xf1, '⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭'),
    ]),
  ],
  [
    /^Wingdings(?![ -]?[23])/,
    new Map([
      ...placed(0x20, ' 🖉✂✁👓🕭🕮🕯🕿✆🖂🖃📪📫📬📭🗀🗁🗎🗏🗐🗄⌛🖮🖰🖲🖳🖴🖫🖬✇✍'),
      ...placed(0x40, '🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸♈♉'),
      ...placed(0x60, '♊♋♌♍♎♏♐♑♒♓🙰🙵●🔾■□🞐❑❒⬧⧫◆❖⬥⌧⮹⌘🏵🏶🙶🙷'),
      ...placed(0x80, '⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•'),
      ...placed(0xa0, '⬝⭘🞆🞈🞊🞋🔿▪◻🟂🟀★🟋🟏🟓🟑⯐⌖⯎⯏⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘'),
      ...placed(0xc0, '🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘➢⮙⮛⮈⮊⮉⮋🡨'),
      ...placed(0xe0, '→🡩🡫🡬🡭🡯🡮🡸🡺🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂🢬🢭✗✓☒☑'),
    ]),
  ],
  [
    /^ZapfDingbats|^Dingbats/,
    new Map([
      [0x20, ' '],
      ...counted(0x21, 0x7e, 0x2701),
      ...counted(0xa1, 0xef, 0x2761),
      ...counted(0xf1, 0xfe, 0x27b1),
      [0x25, '☎'],
      [0x2a, '☛'],
      [0x2b, '☞'],
      [0x48, '★'],
      [0x6c, '●'],
      [0x6e, '■'],
      ...placed(0x73, '▲▼◆'),
      [0x77, '◗'],
      ...placed(0xa8, '♣♦♥♠①②③④⑤⑥⑦⑧⑨⑩'),
      ...placed(0xd5, '→↔↕'),
    ]),
  ],
];

function counted(from: number, to: number, point: number): [number, string][] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, String.fromCodePoint(point + index)]);
}

/** Characters by code of a symbol face that everybody knows; undefined for any other. `face`: its name without a subset's tag. */
export function symbolCharacters(face: string): ReadonlyMap<number, string> | undefined {
  return FACES.find(([named]) => named.test(face))?.[1];
}
