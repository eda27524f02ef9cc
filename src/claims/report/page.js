const chips=[...document.querySelectorAll('.chips button')],claims=[...document.querySelectorAll('details.claim')];
for(const chip of chips)chip.onclick=()=>{
  const wanted=chip.dataset.verdict;
  chips.forEach(c=>c.setAttribute('aria-pressed',c===chip));
  claims.forEach(c=>c.hidden=!!wanted&&!c.classList.contains(wanted));
};
const show=()=>{const c=document.getElementById(location.hash.slice(1));if(c){c.open=true;c.scrollIntoView();}};
addEventListener('hashchange',show);show();
addEventListener('beforeprint',()=>document.querySelectorAll('details').forEach(d=>d.open=true));
