/** An operand on the stack. */
type Value = number | boolean;
type Step = number | string | readonly Step[];

/** Operations that one call of a calculator function may take: functions have no loops, so this is their length with room. */
const STEPS_LIMIT = 100_000;
/** Braces inside each other. */
const NESTING_LIMIT = 32;

const DEGREES = 180 / Math.PI;

/** Operators of two numbers. */
const BINARY: Readonly<Record<string, (a: number, b: number) => Value>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  idiv: (a, b) => Math.trunc(a / b),
  mod: (a, b) => a % b,
  exp: (a, b) => a ** b,
  atan: (a, b) => (Math.atan2(a, b) * DEGREES + 360) % 360,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  bitshift: (a, b) => (b >= 0 ? a << b : a >> -b),
};

/** Operators of one number. */
const UNARY: Readonly<Record<string, (a: number) => number>> = {
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
  truncate: Math.trunc,
  cvi: Math.trunc,
  cvr: (a) => a,
  floor: Math.floor,
  ceiling: Math.ceil,
  round: Math.round,
  sin: (a) => Math.sin(a / DEGREES),
  cos: (a) => Math.cos(a / DEGREES),
  ln: Math.log,
  log: Math.log10,
};

/** A PostScript calculator function (ISO 32000-1, 7.10.5), from its text. Throws on what is not one; so does the function it gives. */
export function calculator(source: string): (inputs: readonly number[]) => number[] {
  const tokens = source.replace(/%[^\r\n]*/g, ' ').match(/[{}]|[^\s{}]+/g) ?? [];
  let at = 0;
  const block = (depth: number): Step[] => {
    if (depth > NESTING_LIMIT) throw new Error('braces nest too deep');
    const steps: Step[] = [];
    for (let token = tokens[at++]; token !== undefined && token !== '}'; token = tokens[at++]) {
      const number = Number(token);
      steps.push(token === '{' ? block(depth + 1) : Number.isNaN(number) ? token : number);
    }
    return steps;
  };
  if (tokens[at++] !== '{') throw new Error('a calculator function begins with a brace');
  const program = block(0);
  return (inputs) => {
    const stack: Value[] = [...inputs];
    const left = { steps: STEPS_LIMIT };
    run(program, stack, left);
    return stack.map(Number);
  };
}

function run(steps: readonly Step[], stack: Value[], left: { steps: number }): void {
  const number = (): number => {
    const value = stack.pop();
    if (typeof value !== 'number') throw new Error('a number is missing');
    return value;
  };
  for (let i = 0; i < steps.length; i++) {
    if (left.steps-- <= 0) throw new Error('a function without end');
    const step = steps[i]!;
    if (typeof step === 'number') stack.push(step);
    else if (typeof step !== 'string') {
      const next = steps[i + 1];
      if (next === 'if') {
        i++;
        if (stack.pop()) run(step, stack, left);
      } else if (Array.isArray(next) && steps[i + 2] === 'ifelse') {
        i += 2;
        run(stack.pop() ? step : (next as readonly Step[]), stack, left);
      }
    } else if (Object.hasOwn(BINARY, step)) {
      const b = number();
      stack.push(BINARY[step]!(number(), b));
    } else if (Object.hasOwn(UNARY, step)) stack.push(UNARY[step]!(number()));
    else stackOperator(step, stack, number);
  }
}

function stackOperator(step: string, stack: Value[], number: () => number): void {
  switch (step) {
    case 'pop':
      stack.pop();
      break;
    case 'dup':
      stack.push(stack.at(-1) ?? 0);
      break;
    case 'exch':
      stack.push(...stack.splice(-2).reverse());
      break;
    case 'copy': {
      const count = number();
      if (count > 0) stack.push(...stack.slice(-count));
      break;
    }
    case 'index': {
      const value = stack.at(-1 - number());
      if (value === undefined) throw new Error('the stack is not that deep');
      stack.push(value);
      break;
    }
    case 'roll': {
      const by = number();
      const count = number();
      if (count <= 0) break;
      const rolled = stack.splice(-count);
      const cut = rolled.length - (((by % count) + count) % count);
      stack.push(...rolled.slice(cut), ...rolled.slice(0, cut));
      break;
    }
    case 'true':
    case 'false':
      stack.push(step === 'true');
      break;
    case 'not': {
      const value = stack.pop();
      stack.push(typeof value === 'boolean' ? !value : ~Number(value));
      break;
    }
    case 'and':
    case 'or':
    case 'xor': {
      const [a, b] = stack.splice(-2).map(Number);
      const result = step === 'and' ? a! & b! : step === 'or' ? a! | b! : a! ^ b!;
      stack.push(result !== 0);
      break;
    }
    default:
      throw new Error(`“${step}” is no calculator operator`);
  }
}
