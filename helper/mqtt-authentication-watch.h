// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_AUTHENTICATION_WATCH_H
#define MQTT_AUTHENTICATION_WATCH_H

#include "mqtt-authentication-variants.h"
#include "mqtt-newcomer-watch.h"

namespace ns3::mqtt
{

/// How long it took until a client was authenticated and could go to work, and what that time was
/// spent on, in milliseconds.
struct AuthenticationResult
{
    std::string form;            ///< sound or published
    double totalMs{0};           ///< from the client's start to its being ready
    double lineMs{0};            ///< line to the card: exchanges of APDUs, activation
    double cardMs{0};            ///< cryptography in the card
    double hostMs{0};            ///< processor of the client's host
    double brokerMs{0};          ///< processor of the broker
    double authorityMs{0};       ///< processors of the authorities
    double restMs{0};            ///< total less all these: the network and waiting, less what was
                                 ///< done at the same time
    std::uint64_t exchanges{0};  ///< of APDUs
    std::uint64_t lineBytes{0};  ///< octets of these, on the line
    std::uint64_t txBytes{0};    ///< TCP payload that the client sent
    std::uint64_t rxBytes{0};    ///< the same received
    std::uint32_t roundTrips{0}; ///< of the client's connections
    std::uint64_t events{0};     ///< of the simulator
};

/// Looks what all parties do until a newcomer is ready: nobody works for anybody else meanwhile.
class AuthenticationWatch : public NewcomerWatch
{
  public:
    /// @param setup what the run is made of
    /// @param variant how the clients are authenticated
    AuthenticationWatch(const ExperimentSetup& setup, const AuthenticationVariant& variant);

    /// Makes the run.
    /// @return what came out, or why the run came to nothing
    Result<AuthenticationResult> Run();

    void Install(const ExperimentParties& parties,
                 SystemHelper& system,
                 const NodeContainer& nodes,
                 Time start,
                 std::int64_t stream) override;
    void SteadyBegins() override;

  private:
    /// Processor time of all parties but the newcomer at a moment, in milliseconds.
    struct Account
    {
        double broker{0};      ///< the broker
        double authorities{0}; ///< authorities, in sum
    };

    /// @return what was done up to now
    Account TakeAccount() const;

    /// The newcomer is ready: the run is over.
    void Ready();

    Account m_before;                             ///< when it started
    std::optional<AuthenticationResult> m_result; ///< what came out
};

} // namespace ns3::mqtt

#endif /* MQTT_AUTHENTICATION_WATCH_H */
