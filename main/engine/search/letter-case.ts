/** Upper and lower case of single characters, by Unicode's simple rules. */

/** Behind this code point no script has two cases. */
const LAST_CASED = 0x1_ffff;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** Characters that are the same but for their case, by their common form; only those that are not alone. */
let families: ReadonlyMap<string, readonly string[]> | null = null;

/**
 * The other forms of a character: `é` has `É`, `σ` has `Σ` and `ς`. A form that is more than one character (`ß` as `SS`)
 * is none, and letters outside of ASCII have none in it.
 */
export function variantsOf(character: string): readonly string[] {
  if (character < '\u0080') {
    const other = character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
    return other === character ? [] : [other];
  }
  families ??= makeFamilies();
  return (families.get(commonForm(character)) ?? []).filter((form) => form !== character);
}

function makeFamilies(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let code = 0x80; code <= LAST_CASED; code++) {
    if (code >= FIRST_SURROGATE && code <= LAST_SURROGATE) continue;
    const character = String.fromCodePoint(code);
    const form = commonForm(character);
    if (form === character && character.toUpperCase() === character) continue;
    const family = found.get(form);
    if (family === undefined) found.set(form, [character]);
    else family.push(character);
  }
  return found;
}

/** The lower case of the upper case: the same for all forms of a letter. */
function commonForm(character: string): string {
  const upper = single(character.toUpperCase(), character);
  return single(upper.toLowerCase(), upper);
}

/** A form that is one character outside of ASCII, else the character itself. */
function single(form: string, character: string): string {
  const isOne = [...form].length === 1 && form >= '\u0080';
  return isOne ? form : character;
}
