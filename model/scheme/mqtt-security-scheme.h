// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SECURITY_SCHEME_H
#define MQTT_SECURITY_SCHEME_H

#include "mqtt-scheme-agent.h"

#include "ns3/object-factory.h"
#include "ns3/object.h"

#include <functional>
#include <vector>

namespace ns3::mqtt
{

/// What a client is for, as whoever authorises clients knows it beforehand.
struct ClientRole
{
    bool publishes{true};  ///< it sends messages
    bool subscribes{true}; ///< it receives messages
};

/// A way of protecting MQTT: makes the agents of the parties and holds what they share beforehand.
/// Its attributes are the parameters of the scheme. One instance serves one simulated system.
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

    /// Makes what exists before the system starts: keys from the factory, certificates. Called
    /// once, inside a CryptoScope, before any agent is asked for; costs no simulated time.
    /// @return nothing, or which attributes cannot be
    virtual std::optional<Error> Provision();

    /// Tells what a client will be for. Comes before its agent is asked for, and for all clients
    /// that are there from the start before any of them starts; without it, a client may be for
    /// anything.
    /// @param clientId the client's MQTT identifier
    /// @param role what it is for
    virtual void Authorise(const std::string& clientId, const ClientRole& role);

    /// @param clientId the client's MQTT identifier
    /// @return its agent; never null
    virtual std::unique_ptr<ClientAgent> CreateClientAgent(const std::string& clientId) = 0;

    /// @return number of brokers, each on a node of its own. Clients connect to the first; their
    ///         agents may open sessions with all of them.
    virtual std::uint32_t GetBrokerCount() const
    {
        return 1;
    }

    /// @param broker which, less than GetBrokerCount()
    /// @return its agent; never null
    virtual std::unique_ptr<BrokerAgent> CreateBrokerAgent(std::uint32_t broker) = 0;

    /// @return names of the parties beside clients and brokers, each on a node of its own
    virtual std::vector<std::string> GetAuthorities() const
    {
        return {};
    }

    /// @param name one of GetAuthorities()
    /// @return its agent; never null
    virtual std::unique_ptr<AuthorityAgent> CreateAuthorityAgent(const std::string& name);

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
    std::function<void(const std::string&)>
        m_keyLog; ///< hears secrets of connections; may be empty

  private:
    Form m_form{SOUND}; ///< as it should be, or as printed
};

/// The names under which schemes are asked for on a command line. A scheme joins by a static
/// SchemeName beside its code; no list is edited.
class SchemeName
{
  public:
    /// @param name as typed, "tls13"
    /// @param title as printed in figures, "TLS 1.3"
    /// @param factory TypeId and the attributes that the name stands for
    /// @param hasPublishedForm whether NAME:published exists
    SchemeName(std::string name,
               std::string title,
               ObjectFactory factory,
               bool hasPublishedForm = false);

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
