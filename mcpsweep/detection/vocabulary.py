"""Words that people write where a value is still missing, and passwords that everybody knows."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH = _set(
    "your yours my our the a an this that here is are goes go to be in into with from for of on as at by and or if "
    "not no replace replaceme insert enter paste put add fill set change changeme me it use using get provide supply "
    "specify configure create generate update edit example examples sample samples demo dummy fake mock placeholder "
    "template todo fixme tbd redacted hidden removed masked omitted censored scrubbed sanitized hide value values "
    "actual real valid own optional required needed necessary missing unset none null nil undefined empty blank void "
    "na unused ignored something anything whatever some any xxx foo bar baz foobar test testing tests local localhost "
    "only abc xyz secure strong safe supersecret super very long random string hash text generated please see note "
    "docs com"
)
_OTHER_LANGUAGES = _set(
    # Spanish, Portuguese, French, German, Italian, Dutch, Polish, Turkish, Swedish, accents taken off
    "tu tus su sus el la los las un una aqui ici hier clave llave contrasena valor reemplazar reemplaza cambiar "
    "cambia introduce introducir ingresa pega poner coloque seu sua meu minha o os insira coloca chave senha "
    "substitua votre vos ta ton ma mon le les une cle clef jeton mettre mettez inserer inserez remplacer remplacez "
    "changer dein deine deinen ihr ihre ihren mein meine schlussel schluessel passwort kennwort einfugen einfuegen "
    "eintragen ersetzen hierhin tuo tua mio mia il lo chiave inserisci inserire sostituisci qui jouw uw mijn sleutel "
    "wachtwoord vul invullen twoj twoja twoje klucz haslo wstaw tutaj wpisz senin sizin anahtar anahtari buraya girin "
    "sifre din ditt nyckel har ange losenord"
)
_NOUNS = _set(
    "api key keys apikey token tokens secret secrets password passwords pass passwd pwd access auth oauth oauth2 "
    "client personal private public service services role account user username name bot app application org "
    "organization organisation id ids project db database url uri string connection jwt bearer pat webhook license "
    "credential credentials integration session cookie workspace team env environment var variable login host "
    "hostname server site domain instance email mail code admin refresh signing signature master data base google "
    "value header authorization pk sk fc tvly pplx xoxb xoxp xoxc xoxd xapp ghp gho ghs pat hf ntn sbp lin ant proj "
    "figd glpat or v1 v2 api03 dev live prod production staging classic fine grained generic internal external "
    "primary ai llm model provider mcp"
)
"""What such a text speaks of: words for credentials and for what they open, and public prefixes."""

VOCABULARY = _ENGLISH | _OTHER_LANGUAGES | _NOUNS

DEMANDS = _set(
    "aqui buraya changeme dein deine enter fixme here hier ici ihr inserisci insert insira jouw masked paste "
    "placeholder redacted reemplaza replace replaceme seu sua tbd todo twoj undefined votre vul xxx your"
)
"""Words that mark a stand-in even when the words beside them are not known."""

ASKING = frozenset(word for word in DEMANDS if len(word) > 3) | _set(
    "dummy example fake mock sample template unset unused xxx"
)
"""Words that show, even inside another, that nobody means the text to log in anywhere."""

WEAK_PASSWORDS = _set(
    "0000 000000 1111 111111 666666 888888 123 1234 12345 123456 1234567 12345678 123456789 1234567890 admin admin123 "
    "administrator clickhouse default demo dev develop development docker elastic example guest letmein local "
    "localdev mariadb minioadmin mongo mongodb mysql neo4j odoo oracle p@ssw0rd pass123 passw0rd password1 "
    "password123 postgres qwerty rabbitmq redis root root123 sa supabase system test test123 tester testing toor user "
    "vagrant welcome"
)
"""Well-known defaults: they do log in somewhere, mostly on the developer's own machine."""

TEMPLATE_PASSWORDS = _set("changeit changeme mypassword pass passwd password pwd secret yourpassword")
TEMPLATE_USERS = _set("db_user dbuser login myuser user username usr your_user youruser")
"""User and password of the connection strings in every manual."""

SWITCHES = _set(
    "always anonymous api-key api_key apikey auto basic bearer cookie default device disable disabled enable enabled "
    "env false global header headers http https inherit interactive jwt keychain keyring local never nil no none null "
    "oauth oauth2 off on optional password pat private public query required secret ssh token true undefined yes"
)
"""Values of settings about credentials that are none themselves."""
