// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_SCENE_H
#define MQTT_SCHEME_SCENE_H

#include "mqtt-scheme-broker.h"
#include "mqtt-scheme-client.h"

#include "ns3/string.h"
#include "ns3/test.h"

/// @file
/// Any security scheme in memory: brokers, the scheme's authorities, clients as a test adds them,
/// and somebody on the wire.

namespace ns3::mqtt::test
{

/// A system under one scheme. All cryptography is real; nothing takes simulated time, which only
/// Advance() lets pass.
class SchemeScene
{
  public:
    /// @param name of a registered scheme
    explicit SchemeScene(const std::string& name);

    /// @param scheme with attributes as wanted
    explicit SchemeScene(Ptr<SecurityScheme> scheme);

    /// Adds a client with the scheme's agent, which connects at once.
    /// @param name MQTT client identifier
    /// @param plan what it is to be like
    /// @param role what it is for
    /// @return the client; lives as long as the scene
    SchemeClient& AddClient(const std::string& name,
                            ClientPlan plan = {},
                            const ClientRole& role = {});

    /// Adds a client with any agent, which connects at once.
    /// @param name MQTT client identifier
    /// @param plan what it is to be like
    /// @param agent of the client
    /// @return the client; lives as long as the scene
    SchemeClient& AddClient(const std::string& name,
                            ClientPlan plan,
                            std::unique_ptr<ClientAgent> agent);

    /// Adds a client that subscribes to one filter.
    /// @param name MQTT client identifier
    /// @param filter topic filter
    /// @param qos greatest QoS
    /// @return the client; lives as long as the scene
    SchemeClient& AddSubscriber(const std::string& name,
                                const std::string& filter,
                                Qos qos = Qos::AT_MOST_ONCE);

    /// @param service to be connected to, MQTT_SERVICE or one of an agent
    /// @return somebody without an agent
    std::shared_ptr<Outsider> Enter(const std::string& service = MQTT_SERVICE)
    {
        return Outsider::Enter(wire, service);
    }

    /// Lets a second pass, in which every party does what it still has to.
    void Settle()
    {
        wire.Advance(std::chrono::seconds(1));
    }

    /// @param number which of the scheme's brokers
    /// @return the broker
    SchemeBroker& GetBroker(std::uint32_t number = 0) const
    {
        return *m_brokers.at(number);
    }

    /// @return names of all services that somebody listens for: those of brokers and agents
    std::vector<std::string> ListServices() const;

    /// @return the scheme
    Ptr<SecurityScheme> GetScheme() const
    {
        return m_scheme;
    }

    /// @return another scheme of the same kind with the same attributes, not provisioned
    Ptr<SecurityScheme> CreateSameScheme() const;

    /// @param name of an authority of the scheme
    /// @return the authority
    SchemeAuthority& GetAuthority(const std::string& name) const
    {
        return *m_authorities.at(name);
    }

    /// An authority dies, and starts anew with what the scheme kept of it.
    /// @param name of an authority of the scheme
    void Restart(const std::string& name);

    /// Notes what is wrong, unless nothing is.
    /// @param right whether it is as it should be
    /// @param what should be
    void Check(bool right, const std::string& what);

    /// Notes a failure unless a client's application got just these messages since the last look.
    /// @param client client
    /// @param texts "a=x, a=y"
    void ExpectTexts(SchemeClient& client, const std::string& texts);

    /// @return what was wrong, one line each
    const std::string& GetFailures() const
    {
        return m_failures;
    }

    SchemeWire wire; ///< everything goes over it

  private:
    /// Provisions the scheme and starts broker and authorities.
    void Start();

    Ptr<SecurityScheme> m_scheme;                                          ///< scheme
    std::map<std::string, std::unique_ptr<SchemeAuthority>> m_authorities; ///< by name
    std::vector<std::unique_ptr<SchemeAuthority>> m_dead;                  ///< were authorities
    std::vector<std::unique_ptr<SchemeBroker>> m_brokers;                  ///< brokers
    std::vector<std::unique_ptr<SchemeClient>> m_clients;                  ///< clients
    std::string m_failures;                                                ///< what was wrong
};

/// @tparam Attributes names and values, as text
/// @param name of a registered scheme
/// @param attributes of the scheme that differ from its defaults
/// @return the scheme, or which names there are
template <class Attributes>
Result<Ptr<SecurityScheme>>
CreateScheme(const std::string& name, const Attributes& attributes)
{
    const auto scheme = SchemeName::Create(name);
    for (const auto& [attribute, value] : scheme ? attributes : Attributes())
    {
        scheme.value()->SetAttribute(attribute, StringValue(value));
    }
    return scheme;
}

/// Plays something under one scheme, and compares what came of it with what should.
class SchemeSceneTest : public TestCase
{
  public:
    /// What happens. Returns whether the attack has succeeded, or what is tested holds.
    using Play = bool (*)(SchemeScene&);

    /// Attributes of the scheme, by name.
    using Attributes = std::vector<std::pair<std::string, std::string>>;

    /// @param name what is shown
    /// @param scheme name of the scheme
    /// @param play what happens
    /// @param wanted what it should return
    /// @param attributes of the scheme that differ from its defaults
    SchemeSceneTest(const std::string& name,
                    const std::string& scheme,
                    Play play,
                    bool wanted = true,
                    Attributes attributes = {});

  private:
    void DoRun() override;

    std::string m_scheme;    ///< name of the scheme
    Play m_play;             ///< what happens
    bool m_wanted;           ///< what it should return
    Attributes m_attributes; ///< of the scheme
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_SCENE_H */
