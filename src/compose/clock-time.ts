/** A time of day, and how its writer writes times. */
export interface ClockTime {
  /** Since midnight. */
  readonly minutes: number;
  /** Another time of day in the same way: `6:30 pm`, `18 h 30`, `18.30`. */
  readonly like: (minutes: number) => string;
}

const DAY = 24 * 60;

/** `6:30 pm`, `6 p.m.`, `6:30PM`. */
const TWELVE_HOURS = /(?<!\d)(\d{1,2})(?:[:.](\d{2}))?(\s*)([ap])(\.?)(m)\b(\.?)/i;
/** `18 h 30`, `18h30`, `19 h`. */
const HOUR_SIGN = /(?<!\d)(\d{1,2})(\s*)(h)(?:(\s*)(\d{2}))?(?![\p{L}\d])/iu;
/** `18:30`, `18.30 Uhr`. */
const HOURS_MINUTES = /(?<!\d)(\d{1,2})([:.])(\d{2})(?!\d)/;
/** `19 Uhr`. */
const HOURS_ALONE = /(?<!\d)(\d{1,2})\s*Uhr\b/i;

/** The first time of day in a text; undefined where none is. */
export function clockTime(text: string): ClockTime | undefined {
  return twelveHours(text) ?? hourSign(text) ?? hoursMinutes(text);
}

function twelveHours(text: string): ClockTime | undefined {
  const [, hours, minutes = '00', space = '', half = '', dot = '', m = '', end = ''] = TWELVE_HOURS.exec(text) ?? [];
  if (hours === undefined || Number(hours) < 1 || Number(hours) > 12) return undefined;
  const evening = half.toLowerCase() === 'p';
  const [am, pm] = half === half.toLowerCase() ? ['a', 'p'] : ['A', 'P'];
  return timeOf((Number(hours) % 12) + (evening ? 12 : 0), minutes, (hour, minute) => {
    const sign = `${hour < 12 ? am : pm}${dot}${m}${end}`;
    return `${hour % 12 || 12}:${minute}${space && '\u00a0'}${sign}`;
  });
}

function hourSign(text: string): ClockTime | undefined {
  const [, hours, space = '', sign = '', after = '', minutes = '00'] = HOUR_SIGN.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const [before, between] = [space && '\u00a0', (after || space) && '\u00a0'];
  return timeOf(Number(hours), minutes, (hour, minute) =>
    minute === '00' ? `${hour}${before}${sign}` : `${hour}${before}${sign}${between}${minute}`,
  );
}

function hoursMinutes(text: string): ClockTime | undefined {
  const [, hours, sign = ':', minutes = '00'] = HOURS_MINUTES.exec(text) ?? HOURS_ALONE.exec(text) ?? [];
  return hours === undefined ? undefined : timeOf(Number(hours), minutes, (hour, minute) => `${hour}${sign}${minute}`);
}

/** A time whose hours and minutes are on a clock; `say` writes hours from 0 to 23 and two digits of minutes. */
function timeOf(hours: number, minutes: string, say: (hour: number, minute: string) => string): ClockTime | undefined {
  if (hours > 23 || Number(minutes) > 59) return undefined;
  return {
    minutes: hours * 60 + Number(minutes),
    like: (at) => say(Math.floor((at % DAY) / 60), String(at % 60).padStart(2, '0')),
  };
}
