/** What a paragraph's bold word makes of it. */
export type MinuteKind = 'motion' | 'fact' | 'resolved' | 'action';

/** The words by which secretaries mark what they minute, by language, in lower case. A secretary may write minutes in another language than the book's. */
const WORDS: Readonly<Record<string, Readonly<Record<MinuteKind, string>>>> = {
  en: {
    motion: 'motion',
    fact: 'moved, moved by, motion by, mover, seconded, seconded by, second, second by, seconder, vote, votes, roll call vote, ayes, noes, nays, abstentions, abstained, result, carried, lost',
    resolved: 'resolved, resolution',
    action: 'action, actions, action item',
  },
  de: {
    motion: 'antrag',
    fact: 'antragsteller, antragstellerin, antragsteller/in, gestellt von, eingebracht von, unterstützt von, abstimmung, abstimmungsergebnis, ergebnis',
    resolved: 'beschluss, beschlossen',
    action: 'aufgabe, auftrag, maßnahme',
  },
  fr: {
    motion: 'motion, proposition',
    fact: 'proposé par, proposée par, appuyé par, appuyée par, vote, résultat',
    resolved: 'résolu, résolution, décidé, décision, délibération',
    action: 'action, à faire',
  },
  es: {
    motion: 'moción, propuesta',
    fact: 'propone, propuesta por, secunda, secundada por, votación, resultado',
    resolved: 'acuerdo, se acuerda, resolución',
    action: 'acción, tarea',
  },
  it: {
    motion: 'mozione, proposta',
    fact: 'proponente, proposta da, appoggiata da, votazione, esito',
    resolved: 'delibera, deliberato, si delibera',
    action: 'azione, compito',
  },
  nl: {
    motion: 'motie, voorstel',
    fact: 'ingediend door, gesteund door, stemming, uitslag',
    resolved: 'besluit, besloten',
    action: 'actie, actiepunt',
  },
  pt: {
    motion: 'moção, proposta',
    fact: 'proponente, proposta por, secundada por, votação, resultado',
    resolved: 'deliberação, deliberado, resolução',
    action: 'ação, acção, tarefa',
  },
  pl: {
    motion: 'wniosek',
    fact: 'wnioskodawca, poparcie, głosowanie, wynik',
    resolved: 'uchwała, uchwalono, postanowiono',
    action: 'zadanie, do wykonania',
  },
  da: {
    motion: 'forslag',
    fact: 'forslagsstiller, støttet af, afstemning, resultat',
    resolved: 'beslutning, besluttet',
    action: 'opgave',
  },
  sv: {
    motion: 'förslag, yrkande',
    fact: 'förslagsställare, biträdd av, omröstning, resultat',
    resolved: 'beslut, beslutades',
    action: 'åtgärd, uppgift',
  },
  nb: {
    motion: 'forslag',
    fact: 'forslagsstiller, støttet av, avstemning, votering, resultat',
    resolved: 'vedtak, vedtatt',
    action: 'oppgave, tiltak',
  },
  he: {
    motion: 'הצעה, הצעת החלטה',
    fact: 'מציע, מציעה, תומך, תומכת, הצבעה, תוצאה, תוצאות ההצבעה',
    resolved: 'החלטה, הוחלט',
    action: 'משימה, לביצוע',
  },
  ar: {
    motion: 'اقتراح, مقترح',
    fact: 'المقترح, قدّمه, ثنّى عليه, التصويت, تصويت, النتيجة',
    resolved: 'قرار, القرار, تقرّر, تقرر',
    action: 'مهمة, المهمة, إجراء',
  },
  fi: {
    motion: 'ehdotus, esitys',
    fact: 'ehdottaja, kannattaja, äänestys, tulos',
    resolved: 'päätös, päätettiin',
    action: 'tehtävä, toimenpide',
  },
};

const KINDS: ReadonlyMap<string, MinuteKind> = new Map(
  Object.values(WORDS).flatMap((kinds) =>
    Object.entries(kinds).flatMap(([kind, words]) =>
      words.split(', ').map((word) => [word, kind as MinuteKind] as const),
    ),
  ),
);

/** What a bold word says that a paragraph is, `Moved:` or `Vote :`; undefined for others, and for one without its colon. */
export function minuteKind(lead: string): MinuteKind | undefined {
  const word = /^(.+?)\s*:$/.exec(lead.normalize('NFC').trim())?.[1];
  return word === undefined ? undefined : KINDS.get(word.toLowerCase().replace(/\s+/g, ' '));
}
