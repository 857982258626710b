// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SECURITY_SCHEME_H
#define MQTT_SECURITY_SCHEME_H

#include "mqtt-scheme-agent.h"

#include "ns3/mqtt-seeded-random.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"

#include <functional>
#include <map>
#include <vector>

namespace ns3::mqtt
{

/// What a client is for, as whoever authorises clients knows it beforehand.
struct ClientRole
{
    bool publishes{true};  ///< it sends messages
    bool subscribes{true}; ///< it receives messages
};

/// What a scheme claims to do for the payloads of messages. The conformance tests hold it to each
/// claim by the attack that the claim is about.
struct Protection
{
    bool hidesFromNetwork{false}; ///< who taps every wire cannot read them
    bool hidesFromBroker{false};  ///< nor can any broker
    bool withholdsPast{false};    ///< nor does a new member get those of the past, if retained
    bool detectsChanges{false};   ///< one that was changed under way is not delivered
    bool refusesReplays{false};   ///< one that is sent again by somebody is not delivered again
    bool refusesStrangers{false}; ///< who has no credentials of the system cannot publish or read
};

/// A way of protecting MQTT: makes the agents of the parties and holds what they share beforehand.
/// Its attributes are the parameters of the scheme. One instance serves one simulated system.
///
/// What a scheme does before the system starts, and whenever it makes an agent, happens as in a
/// factory: it costs no simulated time and draws its random octets from a stream of its own.
class SecurityScheme : public Object
{
  public:
    /// Whether the scheme is run as it should be or as its paper prints it.
    enum Form
    {
        SOUND,    ///< mended
        PUBLISHED ///< as printed, flaws included
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    SecurityScheme();
    ~SecurityScheme() override;

    /// Makes what exists before the system starts: keys from the factory, certificates. Called
    /// once, inside a CryptoScope, before anything else is asked for.
    /// @return nothing, or which attributes cannot be
    std::optional<Error> Provision();

    /// Tells what a client will be for. Comes before its agent is asked for, and for all clients
    /// that are there from the start before any of them starts; without it, a client may be for
    /// anything.
    /// @param clientId the client's MQTT identifier
    /// @param role what it is for
    void Authorise(const std::string& clientId, const ClientRole& role);

    /// @param clientId the client's MQTT identifier
    /// @return its agent; never null
    std::unique_ptr<ClientAgent> CreateClientAgent(const std::string& clientId);

    /// @param broker which, less than GetBrokerCount()
    /// @return its agent; never null
    std::unique_ptr<BrokerAgent> CreateBrokerAgent(std::uint32_t broker = 0);

    /// @param name one of GetAuthorities()
    /// @return its agent; never null
    std::unique_ptr<AuthorityAgent> CreateAuthorityAgent(const std::string& name);

    /// @return what the scheme claims, in its form and with its attributes
    virtual Protection GetProtection() const
    {
        return {};
    }

    /// @return number of brokers, each on a node of its own. Clients connect to the first; their
    ///         agents may open sessions with all of them.
    virtual std::uint32_t GetBrokerCount() const
    {
        return 1;
    }

    /// @return names of the parties beside clients and brokers, each on a node of its own
    virtual std::vector<std::string> GetAuthorities() const
    {
        return {};
    }

    /// @return every kind of unit that any of the agents uses
    virtual std::vector<Unit> GetUnits() const
    {
        return {};
    }

    /// @return TCP port that brokers listen on
    virtual std::uint16_t GetPort() const
    {
        return 1883;
    }

    /// @return the form in use
    Form GetForm() const
    {
        return m_form;
    }

    /// @return "sound" or "published"
    const char* GetFormName() const;

    /// @param sink hears every line of the NSS key log format, for a packet dissector
    void SetKeyLog(std::function<void(const std::string&)> sink)
    {
        m_keyLog = std::move(sink);
    }

  protected:
    /// @return source of all that the factory draws, of Provision()
    SeededRandom& GetRandom() const
    {
        return *m_random;
    }

    /// @return seconds since 1970, of Provision()
    std::int64_t GetUnixTime() const
    {
        return m_unixTime;
    }

    /// @param time attribute
    /// @return the same for agents
    static Duration ToDuration(Time time)
    {
        return Duration(time.GetNanoSeconds());
    }

    /// @param least lower bound
    /// @return checker of attributes that are spans of time, up to a year
    static Ptr<const AttributeChecker> MakeSpanChecker(Time least = Time(0));

    std::function<void(const std::string&)>
        m_keyLog; ///< hears secrets of connections; may be empty

  private:
    /// Provision(), in the factory.
    /// @return nothing, or which attributes cannot be
    virtual std::optional<Error> DoProvision();

    /// Authorise(), in the factory.
    /// @param clientId the client's MQTT identifier
    /// @param role what it is for
    virtual void DoAuthorise(const std::string& clientId, const ClientRole& role);

    /// CreateClientAgent(), in the factory.
    /// @param clientId the client's MQTT identifier
    /// @return its agent
    virtual std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) = 0;

    /// CreateBrokerAgent(), in the factory; by default an agent that passes everything on.
    /// @param broker which
    /// @return its agent
    virtual std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t broker);

    /// CreateAuthorityAgent(), in the factory.
    /// @param name one of GetAuthorities()
    /// @return its agent
    virtual std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& name);

    /// @tparam Work what to do
    /// @param work is done in the factory
    /// @return what it returns
    template <class Work>
    auto InFactory(Work work);

    Form m_form{SOUND};                     ///< as it should be, or as printed
    std::unique_ptr<SeededRandom> m_random; ///< of the factory
    std::int64_t m_unixTime{0};             ///< seconds since 1970, of Provision()
};

/// The names under which schemes are asked for on a command line. A scheme joins by a static
/// SchemeName beside its code; no list is edited.
class SchemeName
{
  public:
    /// Attributes by name, with their values as text.
    using Attributes = std::map<std::string, std::string>;

    /// That a scheme has a form as its paper prints it.
    struct Published
    {
        Attributes attributes; ///< that this form sets, beside those of the name
    };

    /// @param name as typed, "tls13"
    /// @param title as printed in figures, "TLS 1.3"
    /// @param type of the scheme
    /// @param attributes that the name stands for
    /// @param published the form NAME:published, if there is one
    SchemeName(const std::string& name,
               const std::string& title,
               TypeId type,
               const Attributes& attributes = {},
               const std::optional<Published>& published = {});

    /// @param name a scheme's name, or NAME:published
    /// @return the scheme, or which names there are
    static Result<Ptr<SecurityScheme>> Create(const std::string& name);

    /// @return all names in the alphabetical order, published forms included
    static std::vector<std::string> GetAll();

    /// @param name a scheme's name
    /// @return what figures and tables for people call it
    static std::string GetTitle(const std::string& name);
};

} // namespace ns3::mqtt

#endif /* MQTT_SECURITY_SCHEME_H */
