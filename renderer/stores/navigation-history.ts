/** A bounded list of visited places with a position in it: what "back" and "forward" walk along. */
export class NavigationHistory<P> {
  readonly #back: P[] = [];
  #forward: P[] = [];
  readonly #limit: number;
  readonly #same: (a: P, b: P) => boolean;

  /**
   * @param same whether two places are one: it is then not recorded twice in a row.
   * @param limit how many places are kept; the oldest go first.
   */
  constructor(same: (a: P, b: P) => boolean, limit = 100) {
    this.#same = same;
    this.#limit = limit;
  }

  get canGoBack(): boolean {
    return this.#back.length > 0;
  }

  get canGoForward(): boolean {
    return this.#forward.length > 0;
  }

  /** Remembers the place that a jump leaves; what lay ahead is forgotten. */
  leave(place: P): void {
    this.#forward = [];
    this.#push(place);
  }

  /** The last place before `here` that is another one, or `null`; `here` becomes the one ahead. */
  back(here: P): P | null {
    const place = this.#popOther(this.#back, here);
    if (place !== null) this.#forward.push(here);
    return place;
  }

  /** The next place ahead that is another one, or `null`; `here` becomes the one behind. */
  forward(here: P): P | null {
    const place = this.#popOther(this.#forward, here);
    if (place !== null) this.#push(here);
    return place;
  }

  clear(): void {
    this.#back.length = 0;
    this.#forward = [];
  }

  /** One can come back by other ways: to go where one is would look like nothing. */
  #popOther(places: P[], here: P): P | null {
    let place = places.pop();
    while (place !== undefined && this.#same(place, here)) place = places.pop();
    return place ?? null;
  }

  #push(place: P): void {
    const last = this.#back.at(-1);
    if (last !== undefined && this.#same(last, place)) return;
    this.#back.push(place);
    if (this.#back.length > this.#limit) this.#back.shift();
  }
}
