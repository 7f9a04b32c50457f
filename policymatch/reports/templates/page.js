"use strict";
(function () {
  var table = document.getElementById("all");
  var body = table && table.tBodies[0];

  function opened() {
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", opened);
  opened();

  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.prototype.slice.call(document.querySelectorAll("details.printed:not([open])"));
    closed.forEach(function (each) { each.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (each) { each.open = false; });
    closed = [];
  });
  if (!body) { return; }

  var rows = Array.prototype.slice.call(body.rows);
  var words = new Intl.Collator("zh-Hans-CN");
  function value(row, at) {
    var text = row.cells[at].textContent.trim();
    var number = parseFloat(text.replace(/[,≤%]/g, ""));
    return { text: text, number: isNaN(number) ? null : number };
  }
  function sort(at, down) {
    var numbers = table.tHead.rows[0].cells[at].classList.contains("n");
    var keyed = rows.map(function (row, place) { return { row: row, place: place, key: value(row, at) }; });
    keyed.sort(function (one, other) {
      var a = one.key, b = other.key, found = 0;
      if (numbers) {
        // What is 待核 stands last, whichever way is sorted.
        if (a.number === null || b.number === null) {
          return (a.number === null) - (b.number === null) || one.place - other.place;
        }
        found = a.number - b.number;
      } else {
        found = words.compare(a.text, b.text);
      }
      return (down ? -found : found) || one.place - other.place;
    });
    keyed.forEach(function (each) { body.appendChild(each.row); });
  }
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, at) {
    // No <button>: Chromium does not repeat a head with one on the pages of a print.
    var button = document.createElement("span");
    button.className = "sort";
    button.tabIndex = 0;
    button.setAttribute("role", "button");
    while (head.firstChild) { button.appendChild(head.firstChild); }
    head.appendChild(button);
    button.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); button.click(); }
    });
    button.addEventListener("click", function () {
      var now = head.getAttribute("aria-sort");
      var down = now ? now === "ascending" : at !== 0 && head.classList.contains("n");
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (each) { each.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(at, down);
    });
  });

  var filter = document.getElementById("filter");
  var text = document.getElementById("filter-text");
  var tier = document.getElementById("filter-tier");
  var channel = document.getElementById("filter-channel");
  var count = document.getElementById("filter-count");
  var held = rows.map(function (row) {
    return {
      row: row, text: row.textContent.toLowerCase(), tier: row.cells[1].textContent.trim(),
      channel: row.cells[9].textContent.trim(),
    };
  });
  function apply() {
    var asked = text.value.trim().toLowerCase().split(/\s+/), shown = 0;
    held.forEach(function (each) {
      var fits = asked.every(function (word) { return each.text.indexOf(word) >= 0; })
        && (!tier.value || each.tier === tier.value) && (!channel.value || each.channel === channel.value);
      each.row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = "显示 " + shown + " 个，共 " + held.length + " 个";
  }
  var waiting;
  text.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  tier.addEventListener("change", apply);
  channel.addEventListener("change", apply);
  filter.hidden = false;
  apply();
}());
