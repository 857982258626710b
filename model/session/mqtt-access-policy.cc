// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-access-policy.h"

#include "ns3/mqtt-topic.h"

#include <algorithm>
#include <sstream>

namespace ns3::mqtt
{

ConnectCode
AccessPolicy::Authenticate(const Identity&, const std::optional<Bytes>&) const
{
    return ConnectCode::ACCEPTED;
}

bool
AccessPolicy::MayPublish(const Identity&, const std::string&) const
{
    return true;
}

bool
AccessPolicy::MaySubscribe(const Identity&, const std::string&) const
{
    return true;
}

Result<AccessRules>
AccessRules::Parse(std::string_view text)
{
    AccessRules rules;
    std::string copy(text);
    std::replace(copy.begin(), copy.end(), ';', '\n');
    std::istringstream lines(copy);
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); number++)
    {
        std::istringstream stream(line);
        std::vector<std::string> words;
        for (std::string word; stream >> word;)
        {
            words.push_back(std::move(word));
        }
        if (words.empty() || words[0][0] == '#')
        {
            continue;
        }
        if (auto error = rules.ParseLine(words))
        {
            return Error{"access rules, line " + std::to_string(number) + ": " + error->reason};
        }
    }
    return rules;
}

std::optional<Error>
AccessRules::ParseLine(const std::vector<std::string>& words)
{
    if (words[0] == "user" && words.size() == 3)
    {
        m_passwords[words[1]] = words[2];
        return {};
    }
    if (words[0] == "user")
    {
        return Error{"allowed is user NAME PASSWORD"};
    }
    if (words[0] == "anonymous" && words.size() == 1)
    {
        m_anonymous = true;
        return {};
    }
    if (words[0] != "allow" && words[0] != "deny" && words[0] != "refuse")
    {
        return Error{"'" + words[0] +
                     "' begins no line; allowed are user NAME PASSWORD, anonymous, "
                     "allow, deny and refuse"};
    }
    auto rule = ParseRule(words);
    if (!rule)
    {
        return rule.error();
    }
    m_rules.push_back(std::move(rule.value()));
    return {};
}

Result<AccessRules::Rule>
AccessRules::ParseRule(const std::vector<std::string>& words)
{
    static const Error ALLOWED{"allowed is allow|deny|refuse any|client ID|user NAME "
                               "publish|subscribe|both FILTER"};
    Rule rule;
    rule.allow = words[0] == "allow";
    rule.literally = words[0] == "refuse";
    auto named = words.size() == 5 && (words[1] == "client" || words[1] == "user");
    if (!named && (words.size() != 4 || words[1] != "any"))
    {
        return ALLOWED;
    }
    if (named)
    {
        rule.subject = words[1] == "client" ? Subject::CLIENT : Subject::USER;
        rule.name = words[2];
    }
    const auto& kind = words[words.size() - 2];
    rule.publish = kind == "publish" || kind == "both";
    rule.subscribe = kind == "subscribe" || kind == "both";
    if (!rule.publish && !rule.subscribe)
    {
        return ALLOWED;
    }
    rule.filter = words.back();
    if (!IsValidTopicFilter(rule.filter))
    {
        return Error{"'" + rule.filter + "' is not a topic filter"};
    }
    return rule;
}

ConnectCode
AccessRules::Authenticate(const Identity& who, const std::optional<Bytes>& password) const
{
    if (m_passwords.empty() || (m_anonymous && !who.userName))
    {
        return ConnectCode::ACCEPTED;
    }
    auto user = m_passwords.find(who.userName.value_or(""));
    auto known = who.userName && user != m_passwords.end();
    return known && password && ByteView(*password).ToText() == user->second
               ? ConnectCode::ACCEPTED
               : ConnectCode::BAD_USER_NAME_OR_PASSWORD;
}

AccessRules::Filled
AccessRules::FillIn(const Rule& rule, const Identity& who)
{
    Filled filled;
    for (std::size_t i = 0; i < rule.filter.size(); i++)
    {
        auto mark = rule.filter.substr(i, 2);
        if (mark != "%c" && mark != "%u")
        {
            filled.filter += rule.filter[i];
            continue;
        }
        i++;
        filled.possible = filled.possible && (mark == "%c" || who.userName);
        auto value = mark == "%c" ? who.clientId : who.userName.value_or("");
        filled.harmless = filled.harmless && value.find_first_of("/+#") == std::string::npos;
        filled.filter += value;
    }
    return filled;
}

bool
AccessRules::Applies(const Rule& rule, const Identity& who, const std::string& wanted)
{
    if ((rule.subject == Subject::CLIENT && rule.name != who.clientId) ||
        (rule.subject == Subject::USER && rule.name != who.userName))
    {
        return false;
    }
    auto filled = FillIn(rule, who);
    if (!filled.harmless)
    {
        return !rule.allow;
    }
    if (rule.literally)
    {
        return filled.possible && filled.filter == wanted;
    }
    return filled.possible &&
           (rule.allow ? Covers(filled.filter, wanted) : Overlap(filled.filter, wanted));
}

bool
AccessRules::Decide(bool Rule::*kind, const Identity& who, const std::string& wanted) const
{
    auto rule = std::find_if(m_rules.begin(), m_rules.end(), [&](const Rule& candidate) {
        return candidate.*kind && Applies(candidate, who, wanted);
    });
    return rule == m_rules.end() ? m_rules.empty() : rule->allow;
}

bool
AccessRules::MayPublish(const Identity& who, const std::string& topic) const
{
    return Decide(&Rule::publish, who, topic);
}

bool
AccessRules::MaySubscribe(const Identity& who, const std::string& filter) const
{
    return Decide(&Rule::subscribe, who, filter);
}

} // namespace ns3::mqtt
