// The editor of policies: while a rule or a case is typed it offers facts, values of code tables and functions, and it marks the entries
// in which the check of the page found something wrong. Without it the same check runs at the press of a button.
(function () {
  "use strict";

  var form = document.getElementById("pack");
  if (!form || !form.dataset.terms) return;
  var terms = null, area = null, list = null, items = [], chosen = -1, from = 0, names = [], taking = false;

  fetch(form.dataset.terms)
    .then(function (answer) { return answer.json(); })
    .then(function (all) {
      terms = all;
      terms.byKey = {};
      all.facts.forEach(function (f) { terms.byKey[f.key] = f; });
    });

  // What the texts themselves name comes with each report.
  function readNames() {
    var report = document.getElementById("report");
    var now = (report && report.dataset.names || "").split(" ").filter(Boolean);
    if (now.length) names = now;
  }

  // Keys of policy.yaml behind which a rule stands.
  var ruleKey = /(?:^|[\s{,])(?:when|is|fen|of|applies|times|first|due|ends|opens|closes|excuse|months|from|claw_back_fen|otherwise|since|until|by|reference)\s*:\s*/g;

  // ruleBefore gives the part of a rule before the cursor, null when the cursor is in none.
  function ruleBefore(line, kind, asked) {
    if (kind === "rule") return line;
    var at = -1, found;
    ruleKey.lastIndex = 0;
    while ((found = ruleKey.exec(line))) at = ruleKey.lastIndex;
    if (at >= 0) return line.slice(at);
    return asked || !/^\s*(-\s*)?\{?[\w]+\s*:/.test(line) ? line : null;
  }

  function fold(text) { return text.toLowerCase(); }

  // rank says how well an item fits what was typed: 0 best, -1 not at all.
  function rank(typed, key, words) {
    if (!typed) return 3;
    typed = fold(typed);
    if (fold(key).indexOf(typed) === 0) return 0;
    if (fold(key).indexOf(typed) > 0) return 1;
    return words.some(function (w) { return fold(w).indexOf(typed) >= 0; }) ? 2 : -1;
  }

  function best(all, typed) {
    return all
      .map(function (item) { item.rank = rank(typed, item.key, item.words); return item; })
      .filter(function (item) { return item.rank >= 0; })
      .sort(function (a, b) { return a.rank - b.rank || (a.order || 0) - (b.order || 0); })
      .slice(0, 60);
  }

  function said(item) { return form.dataset.lang === "en" ? item.en : item.zh; }

  function factItem(f, suffix, before) {
    return { key: (before || "") + f.key, put: f.key + (suffix || ""), words: [f.zh, f.en], name: said(f), more: [f.type, f.unit].filter(Boolean).join(" · ") };
  }

  function functionItem(f) {
    return { key: f.name, put: f.typed, words: [f.zh, f.en], name: said(f), more: f.form, order: 1 };
  }

  function codeItems(table, quote) {
    return (terms.codes[table] || []).map(function (c) {
      return { key: c.code, put: quote + c.code + quote, words: [c.zh, c.en].concat(c.also || []), name: said(c), more: "" };
    });
  }

  // near finds the fact that a value in quotes is compared with: the last one before it, else the one behind "in".
  function near(before, after) {
    var keys = before.match(/[a-z_][\w.]*/g) || [], i, f;
    for (i = keys.length - 1; i >= 0; i--) {
      f = fieldOf(before, keys[i]) || terms.byKey[keys[i]] || terms.byKey[keys[i].replace(/\.\w+$/, "")];
      if (f && f.codes) return f;
    }
    var behind = /^[^']*'?\s*in\s+([a-z_][\w.]*)/.exec(after);
    return behind && (fieldOf(before, behind[1]) || terms.byKey[behind[1]]);
  }

  // recordsOf gives the fields of the records that a name stands for: v in "honours.exists(v, v.level".
  function recordsOf(before, name) {
    var call = new RegExp("([a-z_][\\w.]*)\\.(?:exists|all|exists_one|filter|map)\\(\\s*" + name + "\\s*,", "g"), found, fact = null;
    while ((found = call.exec(before))) fact = terms.byKey[found[1]] || fact;
    return fact && fact.fields ? fact.fields : null;
  }

  function fieldOf(before, path) {
    var parts = path.split(".");
    if (parts.length !== 2) return null;
    var fields = recordsOf(before, parts[0]);
    return fields && fields.filter(function (f) { return f.key === parts[1]; })[0];
  }

  // inRule gives what may follow in a rule.
  function inRule(rule, after) {
    if ((rule.replace(/\\'/g, "").split("'").length - 1) % 2 === 1) { // inside a text
      var typed = rule.slice(rule.lastIndexOf("'") + 1), fact = near(rule.slice(0, rule.lastIndexOf("'")), after);
      return fact && fact.codes ? { typed: typed, all: codeItems(fact.codes, "") } : null;
    }
    var token = /[\p{L}\p{N}_.]*$/u.exec(rule)[0];
    var dot = token.lastIndexOf("."), owner = dot > 0 ? token.slice(0, dot) : "";
    if (owner) {
      var fields = owner.indexOf(".") < 0 && recordsOf(rule, owner);
      if (fields) return { typed: token.slice(dot + 1), all: fields.map(function (f) { return factItem(f); }) };
      var fact = terms.byKey[owner];
      if (fact) {
        var kind = /^list/.test(fact.kind) ? "list" : fact.kind;
        return { typed: token.slice(dot + 1), all: terms.functions.filter(function (f) { return f.member && f.member.indexOf(kind) >= 0; }).map(functionItem) };
      }
    }
    return { typed: token, all: terms.facts.map(function (f) { return factItem(f); })
      .concat(names.map(function (n) { return { key: n, put: n, words: [], name: "", more: "", order: 1 }; }))
      .concat(terms.functions.filter(function (f) { return !f.member; }).map(functionItem)) };
  }

  // inCase gives what may follow in a case: facts, and behind a fact its values.
  function inCase(line) {
    var value = /([a-z_][\w]*\.[\w.]+)\s*:\s*\[?\s*(?:[^,\]]*,\s*)*"?([\p{L}\p{N}_.]*)$/u.exec(line);
    if (value) {
      var fact = terms.byKey[value[1]];
      if (!fact) return null;
      if (fact.codes) return { typed: value[2], all: codeItems(fact.codes, "") };
      return fact.kind === "bool" ? { typed: value[2], all: ["true", "false"].map(function (v) { return { key: v, put: v, words: [], name: said(fact), more: "" }; }) } : null;
    }
    var key = /(?:^\s*|[{,]\s*)([\p{L}\p{N}_.]+)$/u.exec(line);
    return key ? { typed: key[1], all: terms.facts.map(function (f) { return factItem(f, ": "); }) } : null;
  }

  function offers(box, asked) {
    var at = box.selectionStart, before = box.value.slice(0, at), after = box.value.slice(at).split("\n")[0];
    var line = before.slice(before.lastIndexOf("\n") + 1), kind = box.dataset.suggest;
    if (/(^|\s)#[^'"]*$/.test(line)) return null;
    if (kind === "cases.yaml") return inCase(line);
    if (kind === "rule") return inRule(before, after);
    var rule = ruleBefore(line, kind, asked);
    return rule === null ? null : inRule(rule, after);
  }

  // suggest opens the list; unasked only behind two letters, or one character of Chinese, or the quote of a value.
  function suggest(box, asked) {
    if (!terms || box.selectionStart !== box.selectionEnd) return close();
    var offer = offers(box, asked);
    if (!offer) return close(asked);
    var enough = asked || offer.typed.length > 1 || /[^\x00-\x7f]/.test(offer.typed) || /[.']$/.test(box.value.slice(0, box.selectionStart));
    var all = enough ? best(offer.all, offer.typed) : [];
    if (!asked && all.length === 1 && all[0].key === offer.typed) all = [];
    if (!all.length) return close(asked);
    open(box, all, box.selectionStart - offer.typed.length);
  }

  function open(box, all, start) {
    close();
    area = box; items = all; from = start;
    list = document.createElement("ul");
    list.id = "suggestions";
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.listbox);
    all.forEach(function (item, i) {
      var option = document.createElement("li"), code = document.createElement("code"), name = document.createElement("span"), more = document.createElement("small");
      option.id = "suggestion-" + i;
      option.setAttribute("role", "option");
      code.textContent = item.key; name.textContent = item.name; more.textContent = item.more;
      option.append(code, name, more);
      option.addEventListener("mousedown", function (event) { event.preventDefault(); take(i); });
      list.append(option);
    });
    box.parentElement.classList.add("suggesting");
    box.after(list);
    place(box);
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-autocomplete", "list");
    choose(0);
    tell(form.dataset.found.replace("{n}", all.length));
  }

  // place puts the list under the line of the cursor where lines do not wrap, else under the entry.
  function place(box) {
    var look = getComputedStyle(box), top = box.offsetTop + box.offsetHeight, left = box.offsetLeft;
    if (box.wrap === "off") {
      var before = box.value.slice(0, from), row = before.split("\n").length;
      var pen = document.createElement("canvas").getContext("2d");
      pen.font = look.fontSize + " " + look.fontFamily;
      top = box.offsetTop + parseFloat(look.paddingTop) + row * parseFloat(look.lineHeight) - box.scrollTop + 2;
      left = box.offsetLeft + parseFloat(look.paddingLeft) + pen.measureText(before.slice(before.lastIndexOf("\n") + 1)).width - box.scrollLeft;
      top = Math.min(top, box.offsetTop + box.offsetHeight);
      left = Math.max(box.offsetLeft, Math.min(left, box.offsetLeft + box.offsetWidth - list.offsetWidth));
    }
    list.style.top = top + "px";
    list.style.left = left + "px";
  }

  function choose(i) {
    if (chosen >= 0 && list.children[chosen]) list.children[chosen].removeAttribute("aria-selected");
    chosen = (i + items.length) % items.length;
    var option = list.children[chosen];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", option.id);
  }

  // take puts an item into the text, in a way that the browser can undo, with the cursor at its mark.
  function take(i) {
    var box = area, text = items[i].put, mark = text.indexOf("|"), plain = text.replace("|", "");
    var end = box.selectionStart;
    close();
    taking = true; // what it puts in asks for no further list
    box.focus();
    box.setSelectionRange(from, end);
    if (!document.execCommand("insertText", false, plain)) {
      box.setRangeText(plain, from, end, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    var at = from + (mark < 0 ? plain.length : mark);
    box.setSelectionRange(at, at);
    taking = false;
  }

  function close(asked) {
    if (list) {
      list.remove();
      ["aria-controls", "aria-autocomplete", "aria-activedescendant"].forEach(function (name) { area.removeAttribute(name); });
      area.parentElement.classList.remove("suggesting");
    }
    list = null; area = null; items = []; chosen = -1;
    if (asked === true) tell(form.dataset.none);
  }

  var status = document.createElement("p");
  status.className = "sr-only";
  status.setAttribute("role", "status");
  form.after(status);
  function tell(text) { status.textContent = text; }

  function suggests(target) { return target.matches && target.matches("textarea[data-suggest]"); }

  form.addEventListener("input", function (event) {
    if (suggests(event.target) && !event.isComposing && !taking) suggest(event.target, false);
  });
  form.addEventListener("compositionend", function (event) {
    if (suggests(event.target)) suggest(event.target, false);
  });
  form.addEventListener("keydown", function (event) {
    if (!suggests(event.target) || event.isComposing) return;
    if ((event.ctrlKey && event.code === "Space") || (event.altKey && event.key === "ArrowDown")) {
      event.preventDefault();
      return suggest(event.target, true);
    }
    if (!list) return;
    var step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) choose(Math.abs(step) === 1 ? chosen + step : Math.max(0, Math.min(items.length - 1, chosen + step)));
    else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") close();
    else {
      if (/^(Arrow|Home|End)/.test(event.key)) close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("focusout", function () { close(); });
  form.addEventListener("click", function (event) { if (list && !list.contains(event.target)) close(); });

  // What the check found marks its entries; what is said again is not announced again.
  function markEntries() {
    readNames();
    document.querySelectorAll(".live").forEach(function (says) {
      var entry = form.querySelector('[aria-describedby~="' + says.id + '"]');
      if (!entry) return;
      if (says.textContent.trim()) entry.setAttribute("aria-invalid", "true");
      else entry.removeAttribute("aria-invalid");
    });
  }
  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    var target = event.detail.target, fragment = event.detail.fragment;
    if (target.id === "pack-status" && fragment.textContent.trim() === target.textContent.trim()) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSettle", markEntries);
  markEntries();

  // A problem found in an entry of a clause leads to that entry.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-entry]");
    var entry = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!entry) return;
    event.preventDefault();
    entry.scrollIntoView({ block: "center" });
    entry.focus();
  });
})();
