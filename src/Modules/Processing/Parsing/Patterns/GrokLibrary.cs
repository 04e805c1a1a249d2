using System.Collections.Frozen;

namespace Monolith.Processing.Parsing.Patterns;

/// <summary>The patterns that grok knows by name. The names are the usual ones; each is written so that it can be found without
/// backtracking. The table is in docs/parsing.md.</summary>
internal static class GrokLibrary
{
    /// <summary>The patterns by name.</summary>
    public static FrozenDictionary<string, string> Patterns { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Words and numbers.
            ["WORD"] = @"\b[A-Za-z0-9_]+\b",
            ["NOTSPACE"] = @"[^ \t\r\n]+",
            ["SPACE"] = @"[ \t\r\n]*",
            ["DATA"] = @"[^\r\n]*?",
            ["GREEDYDATA"] = @"[^\r\n]*",
            ["MULTILINEDATA"] = @"(?s:.*)",
            ["INT"] = @"[+-]?[0-9]+",
            ["POSINT"] = @"[1-9][0-9]*",
            ["NONNEGINT"] = @"[0-9]+",
            ["NUMBER"] = @"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?",
            ["BASE10NUM"] = "%{NUMBER}",
            ["BASE16NUM"] = @"[+-]?(?:0x)?[0-9A-Fa-f]+",
            ["BASE16FLOAT"] = @"[+-]?(?:0x)?[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?",
            ["BOOLEAN"] = @"[Tt]rue|TRUE|[Ff]alse|FALSE",
            ["QUOTEDSTRING"] = """
                "(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`
                """,
            ["QS"] = "%{QUOTEDSTRING}",
            ["UUID"] = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
            ["URN"] = @"urn:[0-9A-Za-z][0-9A-Za-z-]*:[^ \t\r\n]+",

            // People and machines.
            ["USERNAME"] = "[A-Za-z0-9._-]+",
            ["USER"] = "%{USERNAME}",
            ["EMAILLOCALPART"] = "[A-Za-z0-9!#$&'*+/=?^_`{|}~.%-]+",
            ["EMAILADDRESS"] = "%{EMAILLOCALPART}@%{HOSTNAME}",
            ["IPV4"] =
                @"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])",
            ["IPV6"] = @"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:%{IPV4})?(?:%[0-9A-Za-z]+)?",
            ["IP"] = "(?:%{IPV6}|%{IPV4})",
            ["HOSTNAME"] = @"[0-9A-Za-z_][0-9A-Za-z_-]*(?:\.[0-9A-Za-z_][0-9A-Za-z_-]*)*\.?",
            ["HOST"] = "%{HOSTNAME}",
            ["IPORHOST"] = "(?:%{IP}|%{HOSTNAME})",
            ["HOSTPORT"] = "%{IPORHOST}:%{POSINT}",
            ["MAC"] = "(?:%{WINDOWSMAC}|%{CISCOMAC}|%{COMMONMAC})",
            ["COMMONMAC"] = "[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}",
            ["WINDOWSMAC"] = "[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}",
            ["CISCOMAC"] = @"[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}",

            // Places.
            ["UNIXPATH"] = @"(?:/[A-Za-z0-9_%!$@:.,+~*=&#-]*)+",
            ["WINPATH"] = @"(?:[A-Za-z]:|\\)(?:\\[^\\?* \t\r\n]*)+",
            ["PATH"] = "(?:%{UNIXPATH}|%{WINPATH})",
            ["TTY"] = "/dev/(?:pts|tty)[A-Za-z0-9/]*",
            ["URIPROTO"] = @"[A-Za-z][A-Za-z0-9+.-]*",
            ["URIHOST"] = "%{IPORHOST}(?::%{POSINT})?",
            ["URIPATH"] = "(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*)+",
            ["URIQUERY"] = @"[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\[\]<>-]*",
            ["URIPARAM"] = @"\?%{URIQUERY}",
            ["URIPATHPARAM"] = "%{URIPATH}(?:%{URIPARAM})?",
            ["URI"] = "%{URIPROTO}://(?:%{USER}(?::[^@ ]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?",

            // Times.
            ["MONTH"] =
                "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)",
            ["MONTHNUM"] = "(?:0?[1-9]|1[0-2])",
            ["MONTHNUM2"] = "(?:0[1-9]|1[0-2])",
            ["MONTHDAY"] = "(?:0[1-9]|[12][0-9]|3[01]|[1-9])",
            ["DAY"] = "(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)",
            ["YEAR"] = "[0-9]{2}(?:[0-9]{2})?",
            ["HOUR"] = "(?:2[0-3]|[01]?[0-9])",
            ["MINUTE"] = "[0-5][0-9]",
            ["SECOND"] = "(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?",
            ["TIME"] = "%{HOUR}:%{MINUTE}(?::%{SECOND})?",
            ["DATE_US"] = "%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}",
            ["DATE_EU"] = "%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}",
            ["DATE"] = "(?:%{DATE_US}|%{DATE_EU})",
            ["DATESTAMP"] = "%{DATE}[- ]%{TIME}",
            ["TZ"] = "(?:[A-Z]{3,4}|UTC)",
            ["ISO8601_TIMEZONE"] = "(?:Z|[+-]%{HOUR}(?::?%{MINUTE})?)",
            ["ISO8601_SECOND"] = "%{SECOND}",
            ["TIMESTAMP_ISO8601"] =
                "%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?(?:%{ISO8601_TIMEZONE})?",
            ["DATESTAMP_RFC822"] = "%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}",
            ["DATESTAMP_RFC2822"] = "%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}",
            ["HTTPDATE"] = "%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}",
            ["UNIXTIME"] = @"[0-9]{10}(?:\.[0-9]+)?",

            // Programs.
            ["LOGLEVEL"] =
                "(?i:trace|debug|info(?:rmation)?|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|alert|emerg(?:ency)?|panic)",
            ["SYSLOGTIMESTAMP"] = "%{MONTH} +%{MONTHDAY} %{TIME}",
            ["PROG"] = @"[!-Z\\^-~]+",
            ["SYSLOGPROG"] = @"%{PROG:process.name}(?:\[%{POSINT:process.pid}\])?",
            ["SYSLOGHOST"] = "%{IPORHOST}",
            ["SYSLOGFACILITY"] = "<%{NONNEGINT:syslog.facility}.%{NONNEGINT:syslog.priority}>",
            ["SYSLOGBASE"] =
                "%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:host.name} %{SYSLOGPROG}:",
            ["SYSLOGLINE"] = "%{SYSLOGBASE} %{GREEDYDATA:message}",
            ["JAVACLASS"] = @"(?:[A-Za-z$_][A-Za-z0-9$_]*\.)*[A-Za-z$_][A-Za-z0-9$_]*",
            ["JAVAFILE"] = "[A-Za-z0-9_. -]+",
            ["JAVAMETHOD"] = "(?:<(?:cl)?init>|[A-Za-z$_][A-Za-z0-9$_]*)",
            ["JAVASTACKTRACEPART"] =
                @"at %{JAVACLASS:java.class}\.%{JAVAMETHOD:java.method}\(%{JAVAFILE:java.file}(?::%{INT:java.line})?\)",
            ["HTTPDUSER"] = "(?:%{EMAILADDRESS}|%{USER})",
            ["COMMONAPACHELOG"] =
                """%{IPORHOST:client.address} (?:-|%{HTTPDUSER}) (?:-|%{HTTPDUSER:user.name}) \[%{HTTPDATE:http.time}\] "(?:%{WORD:http.request.method} %{NOTSPACE:url.path}(?: HTTP/%{NUMBER:network.protocol.version})?|%{DATA:http.request.line})" (?:-|%{INT:http.response.status_code}) (?:-|%{INT:http.response.body.size})""",
            ["COMBINEDAPACHELOG"] =
                """%{COMMONAPACHELOG} "(?:-|%{DATA:http.request.header.referer})" "(?:-|%{DATA:user_agent.original})" ?""",
            ["HTTPD_COMMONLOG"] = "%{COMMONAPACHELOG}",
            ["HTTPD_COMBINEDLOG"] = "%{COMBINEDAPACHELOG}",
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
