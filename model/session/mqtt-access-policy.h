// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ACCESS_POLICY_H
#define MQTT_ACCESS_POLICY_H

#include "ns3/mqtt-control-packets.h"

#include <map>

namespace ns3::mqtt
{

/// Who may do what at a broker. As it stands it allows everything.
class AccessPolicy
{
  public:
    /// Who a connected client is.
    struct Identity
    {
        std::string clientId;                ///< client identifier, never empty
        std::optional<std::string> userName; ///< user name
    };

    virtual ~AccessPolicy() = default;

    /// @param who who wants to connect
    /// @param password what proves it
    /// @return ACCEPTED, or why not
    virtual ConnectCode Authenticate(const Identity& who,
                                     const std::optional<Bytes>& password) const;

    /// @param who connected client
    /// @param topic valid topic name
    /// @return whether it may publish there
    virtual bool MayPublish(const Identity& who, const std::string& topic) const;

    /// @param who connected client
    /// @param filter valid topic filter
    /// @return whether it may subscribe to it
    virtual bool MaySubscribe(const Identity& who, const std::string& filter) const;
};

/// Users with passwords, and an ordered list of rules of which the first that applies decides.
/// Where none applies, the answer is no as soon as there is a rule at all, and yes otherwise.
///
/// A rule that allows a subscription applies where its filter covers the wanted one whole; one that
/// denies, where they have a topic in common; one that refuses, where they are the same text, which
/// protects nothing and is for tests of clients. `%c` stands for the client identifier and `%u` for
/// the user name. An identity with `/`, `+` or `#` in it could pretend to be more than one level:
/// for it, such a rule never allows and always denies.
///
/// As text, one entry a line; blank lines and lines that begin with `#` are passed over, and `;`
/// ends a line too, so that an attribute can hold several:
/// @verbatim
/// user NAME PASSWORD
/// anonymous
/// allow|deny|refuse any|client ID|user NAME publish|subscribe|both FILTER
/// @endverbatim
/// With a `user` line, a client needs a listed name and its password, or none where `anonymous`
/// stands.
class AccessRules : public AccessPolicy
{
  public:
    /// @param text rules as text
    /// @return the rules, or the line that is wrong and what is allowed there
    static Result<AccessRules> Parse(std::string_view text);

    ConnectCode Authenticate(const Identity& who,
                             const std::optional<Bytes>& password) const override;
    bool MayPublish(const Identity& who, const std::string& topic) const override;
    bool MaySubscribe(const Identity& who, const std::string& filter) const override;

  private:
    /// Whom a rule is about.
    enum class Subject
    {
        ANY,
        CLIENT,
        USER
    };

    /// One rule.
    struct Rule
    {
        bool allow{false};             ///< whether it allows, or denies or refuses
        bool literally{false};         ///< whether it refuses: applies to the same text alone
        Subject subject{Subject::ANY}; ///< whom it is about
        std::string name;              ///< client identifier or user name
        bool publish{false};           ///< whether it is about publishing
        bool subscribe{false};         ///< whether it is about subscribing
        std::string filter;            ///< topic filter with %-marks
    };

    /// What a rule's filter is for some client.
    struct Filled
    {
        std::string filter;  ///< without %-marks, if possible
        bool possible{true}; ///< false when a mark has no value
        bool harmless{true}; ///< false when a value is not a level of a topic
    };

    /// @param words of a line that begins with `allow`, `deny` or `refuse`
    /// @return the rule, or what is allowed
    static Result<Rule> ParseRule(const std::vector<std::string>& words);

    /// Takes in a line.
    /// @param words of the line, at least one
    /// @return what is allowed, if the line is wrong
    std::optional<Error> ParseLine(const std::vector<std::string>& words);

    /// @param rule rule
    /// @param who connected client
    /// @return the rule's filter for that client
    static Filled FillIn(const Rule& rule, const Identity& who);

    /// @param rule rule
    /// @param who connected client
    /// @param wanted topic name or filter
    /// @return whether the rule decides
    static bool Applies(const Rule& rule, const Identity& who, const std::string& wanted);

    /// @param kind Rule::publish or Rule::subscribe
    /// @param who connected client
    /// @param wanted topic name or filter
    /// @return what the rules say
    bool Decide(bool Rule::*kind, const Identity& who, const std::string& wanted) const;

    std::map<std::string, std::string> m_passwords; ///< by user name
    bool m_anonymous{false};                        ///< whether a user name may be missing
    std::vector<Rule> m_rules;                      ///< in order
};

} // namespace ns3::mqtt

#endif /* MQTT_ACCESS_POLICY_H */
