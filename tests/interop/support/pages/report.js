const news = [];

/** Tells the test, in one call for all that happens in a turn, as each call is slow. */
export function report(name, value) {
  if (news.push([name, value]) > 1) return;
  setTimeout(() => window.tell(news.splice(0)), 0);
}
